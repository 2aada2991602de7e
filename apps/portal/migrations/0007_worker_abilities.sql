-- What a worker can make of files and what contains it while it does; the status page shows it.
alter table portal.worker_heartbeat add column abilities jsonb not null default '{}';
