-- A document may be made before its first version: somebody is asked for it, and what they upload is version 1 of it. Until then it is in no
-- list.
alter table valetkey.file drop constraint file_last_version_check;
alter table valetkey.file add constraint file_last_version_check check (last_version >= 0);
