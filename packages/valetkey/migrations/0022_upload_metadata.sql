-- Facts about a file that its sender gave, in the form that the profile's schema asks for.
alter table valetkey.upload add column metadata jsonb;
