-- The client gives the SHA-256 of each part, and the store checks it. When such an upload settles, checksum_sha256 is what the store
-- made of them: the SHA-256 of n sums, and "-n".
alter table valetkey.upload add column has_part_checksums boolean not null default false;
