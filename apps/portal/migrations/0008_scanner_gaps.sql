-- What the worker's scanner calls clean without looking inside, as it was seen to: `locked`, `limits`.
alter table portal.worker_heartbeat add column scanner_gaps text[] not null default '{}';
