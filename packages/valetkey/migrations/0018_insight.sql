-- Figures are counted for an hour at a time, and for the hours whose uploads changed since.
create index upload_created on valetkey.upload (created_at);
create index upload_updated on valetkey.upload (updated_at);
create index review_decision_at on valetkey.review_decision (at);
