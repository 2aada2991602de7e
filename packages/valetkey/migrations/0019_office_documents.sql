-- Documents of office programs say more about themselves than PDF documents do.

alter table valetkey.extracted_document
  add column slide_count integer check (slide_count >= 0),
  -- As the document says.
  add column word_count integer check (word_count >= 0),
  -- Whether there are programs in it.
  add column has_macros boolean not null default false;

-- What is there already is read by the next sweeps, which ask for what is due.
update valetkey.upload set derive_due_at = updated_at where state = 'available' and derive_due_at is null
  and content_type in (
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'application/vnd.oasis.opendocument.text',
    'application/vnd.oasis.opendocument.presentation');
