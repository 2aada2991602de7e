import type { Extracted, ExtractionKind, ExtractionState } from '../server/ExtractionRecords.ts';
import { readExtraction } from './extractionRecords.ts';
import type { Queryable } from './inTransaction.ts';

/** What was read out of the current version of a document, for whoever may see the document. */
export type CurrentExtraction = {
  version: number;
  contentType: string;
  /** Whether the version may be seen into: nothing is shown of one that is not `available`. */
  isAvailable: boolean;
  /** `null` while nobody has begun to read, and for a version that may not be seen into. */
  extraction: {
    kind: ExtractionKind;
    state: ExtractionState;
    reason: string | null;
    extracted: Extracted | null;
  } | null;
};

/** The caller has established that the viewer may see the document. `null` when it has no version to see. */
export async function readCurrentExtraction(
  client: Queryable,
  fileId: string,
): Promise<CurrentExtraction | null> {
  const { rows } = await client.query<{ id: string; version: number; state: string; content_type: string }>(
    `select u.id, u.version, u.state, u.content_type from valetkey.file f
     join valetkey.upload u on u.file_id = f.id and u.version = f.current_version
     where f.id = $1 and f.deleted_at is null`,
    [fileId],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const isAvailable = row.state === 'available';
  return {
    version: row.version,
    contentType: row.content_type,
    isAvailable,
    extraction: isAvailable ? await readExtraction(client, row.id) : null,
  };
}

/** How what was read is looked at. */
export type ExtractionLook = {
  /** Whether it is saved as a file, which is an event of its own. @default false */
  isExport?: boolean | undefined;
};

export function extractionLook({
  isExport = false,
}: ExtractionLook): 'extraction.exported' | 'extraction.read' {
  return isExport ? 'extraction.exported' : 'extraction.read';
}
