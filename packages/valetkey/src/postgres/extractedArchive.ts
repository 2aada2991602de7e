import type { ArchiveEntry, ExtractedArchive } from '../server/ExtractionRecords.ts';
import type { Queryable } from './inTransaction.ts';

type ArchiveRow = {
  format: ExtractedArchive['format'];
  entry_count: string;
  content_bytes: string | null;
  is_complete: boolean;
  warnings: string[];
};

type EntryRow = {
  position: number;
  name: string;
  kind: ArchiveEntry['kind'];
  size: string | null;
  packed_size: string | null;
  is_encrypted: boolean;
  modified_at: Date | null;
  link_target: string | null;
  warnings: string[];
};

const toNumber = (value: string | null) => (value === null ? null : Number(value));

export async function writeArchive(
  client: Queryable,
  uploadId: string,
  { format, entryCount, contentBytes, isComplete, warnings, entries }: ExtractedArchive,
): Promise<void> {
  await client.query(
    `insert into valetkey.extracted_archive (upload_id, format, entry_count, content_bytes, is_complete, warnings)
     values ($1, $2, $3, $4, $5, $6)`,
    [uploadId, format, entryCount, contentBytes, isComplete, warnings],
  );
  await client.query(
    `insert into valetkey.extracted_archive_entry
       (upload_id, position, name, kind, size, packed_size, is_encrypted, modified_at, link_target, warnings)
     select $1, e.position, e.name, e.kind, e.size, e."packedSize", e."isEncrypted", e."modifiedAt", e."linkTarget", e.warnings
     from json_to_recordset($2::json) as e(position integer, name text, kind text, size bigint, "packedSize" bigint,
       "isEncrypted" boolean, "modifiedAt" timestamptz, "linkTarget" text, warnings text[])`,
    [uploadId, JSON.stringify(entries)],
  );
}

export async function readArchive(client: Queryable, uploadId: string): Promise<ExtractedArchive | null> {
  const archives = await client.query<ArchiveRow>(
    `select format, entry_count, content_bytes, is_complete, warnings from valetkey.extracted_archive
     where upload_id = $1`,
    [uploadId],
  );
  const archive = archives.rows[0];
  if (archive === undefined) return null;
  const entries = await client.query<EntryRow>(
    'select * from valetkey.extracted_archive_entry where upload_id = $1 order by position',
    [uploadId],
  );
  return {
    kind: 'archive',
    format: archive.format,
    entryCount: Number(archive.entry_count),
    contentBytes: toNumber(archive.content_bytes),
    isComplete: archive.is_complete,
    warnings: archive.warnings,
    entries: entries.rows.map((row) => ({
      position: row.position,
      name: row.name,
      kind: row.kind,
      size: toNumber(row.size),
      packedSize: toNumber(row.packed_size),
      isEncrypted: row.is_encrypted,
      modifiedAt: row.modified_at,
      linkTarget: row.link_target,
      warnings: row.warnings,
    })),
  };
}
