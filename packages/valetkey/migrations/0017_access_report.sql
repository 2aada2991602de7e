-- Who saw a file, and what somebody touched: asked without the small pictures of lists, of which one page of a list makes a hundred
-- events. Partial, so that the pictures, which are most of what is written, cost nothing here.
create index audit_event_file_looks on valetkey.audit_event (file_id, at desc, seq desc)
  where file_id is not null and purpose is distinct from 'thumbnail';
create index audit_event_actor_looks on valetkey.audit_event (actor_id, at desc, seq desc)
  where purpose is distinct from 'thumbnail';
create index audit_event_at_looks on valetkey.audit_event (at desc, seq desc)
  where purpose is distinct from 'thumbnail';
