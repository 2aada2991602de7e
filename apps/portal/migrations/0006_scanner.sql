-- What each worker scans with, as clamd told it at the last beat; null when it cannot be reached, or there is none.
alter table portal.worker_heartbeat
  add column scanner_engine text,
  add column scanner_database text;
