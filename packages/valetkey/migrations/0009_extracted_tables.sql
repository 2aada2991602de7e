-- The figures of tables: of a file of values, or of each sheet of a workbook.

alter table valetkey.extraction drop constraint extraction_kind_check;
alter table valetkey.extraction add constraint extraction_kind_check check (kind in ('archive', 'table'));

create table valetkey.extracted_tables (
  upload_id text primary key references valetkey.extraction (upload_id) on delete cascade,
  format text not null check (format in ('csv', 'tsv', 'json', 'parquet', 'xlsx')),
  -- Whether all rows of all tables are in it.
  is_complete boolean not null
);

create table valetkey.extracted_table (
  upload_id text not null references valetkey.extracted_tables (upload_id) on delete cascade,
  position integer not null check (position > 0),
  -- Of a sheet; null where a file is one table.
  name text check (char_length(name) <= 200),
  row_count bigint not null check (row_count >= 0),
  column_count integer not null check (column_count >= 0),
  -- The first rows as they are written: arrays of texts and nulls.
  preview json not null,
  primary key (upload_id, position)
);

create table valetkey.extracted_table_column (
  upload_id text not null,
  table_position integer not null,
  position integer not null check (position > 0),
  name text not null check (char_length(name) <= 200),
  type text not null check (type in ('integer', 'number', 'text', 'date', 'time', 'boolean', 'other')),
  value_count bigint not null check (value_count >= 0),
  null_count bigint not null check (null_count >= 0),
  distinct_count bigint check (distinct_count >= 0),
  is_distinct_exact boolean not null,
  min text check (char_length(min) <= 200),
  max text check (char_length(max) <= 200),
  sum double precision,
  mean double precision,
  outlier_count bigint check (outlier_count >= 0),
  outlier_below double precision,
  outlier_above double precision,
  primary key (upload_id, table_position, position),
  foreign key (upload_id, table_position) references valetkey.extracted_table (upload_id, position) on delete cascade
);

-- Rows that call themselves a total and are none.
create table valetkey.extracted_table_total (
  upload_id text not null,
  table_position integer not null,
  row_number bigint not null check (row_number > 0),
  column_position integer not null check (column_position > 0),
  stated double precision not null,
  -- What the rows above add up to.
  computed double precision not null,
  primary key (upload_id, table_position, row_number, column_position),
  foreign key (upload_id, table_position) references valetkey.extracted_table (upload_id, position) on delete cascade
);

-- What is there already is read by the next sweeps, which ask for what is due.
update valetkey.upload set derive_due_at = updated_at where state = 'available' and derive_due_at is null;
