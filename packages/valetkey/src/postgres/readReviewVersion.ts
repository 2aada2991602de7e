import type { StorageState } from '../protocol/index.ts';
import type { ExtractionRecord } from '../server/ExtractionRecords.ts';
import { readExtraction } from './extractionRecords.ts';
import type { Queryable } from './inTransaction.ts';
import { noSuchFile } from './noSuchFile.ts';
import { type Derivative, readDerivatives } from './readDerivatives.ts';
import type { UploadRow } from './uploadRow.ts';

/** One version that arrived, the current one or an earlier one, for who looks at two of them side by side. */
export type ReviewedVersion = {
  version: number;
  name: string;
  size: number | null;
  contentType: string;
  state: StorageState;
  /** Base64 SHA-256; with `-n`, that of the SHA-256 sums of its n parts. */
  checksumSha256: string | null;
  createdAt: string;
  /** What was made from it while it is available. */
  derivatives: Derivative[];
  /** What was read out of it; `null` while nobody has begun to read, and for one that is not available. */
  extraction: ExtractionRecord | null;
};

/** The caller has established that the viewer may see the document. What never arrived is `NOT_FOUND`. */
export async function readReviewVersion(
  client: Queryable,
  { fileId, version }: { fileId: string; version: number },
): Promise<ReviewedVersion> {
  const { rows } = await client.query<
    Pick<
      UploadRow,
      'id' | 'name' | 'size' | 'content_type' | 'state' | 'checksum_sha256' | 'created_at' | 'version'
    >
  >(
    `select id, version, name, size, content_type, state, checksum_sha256, created_at from valetkey.upload
     where file_id = $1 and version = $2 and state not in ('reserved', 'aborted', 'expired')`,
    [fileId, version],
  );
  const row = rows[0];
  if (row === undefined) throw noSuchFile();
  const derivatives = await readDerivatives(client, [{ fileId, version }], { isList: false });
  return {
    version: row.version,
    name: row.name,
    size: row.size === null ? null : Number(row.size),
    contentType: row.content_type,
    state: row.state,
    checksumSha256: row.checksum_sha256,
    createdAt: row.created_at.toISOString(),
    derivatives: derivatives.get(fileId) ?? [],
    extraction: row.state === 'available' ? await readExtraction(client, row.id) : null,
  };
}
