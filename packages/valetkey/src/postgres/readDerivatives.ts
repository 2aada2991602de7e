import type { DerivativeState } from '../server/DerivativeRecords.ts';
import type { Queryable } from './inTransaction.ts';

/** A derivative as people see it: never where it is. */
export type Derivative = {
  name: string;
  state: DerivativeState;
  contentType: string;
  /** Bytes; `null` unless it is available. */
  size: number | null;
  /** In pixels; `null` where there is nothing to see. */
  width: number | null;
  height: number | null;
  /** `null` where nothing plays. */
  durationSeconds: number | null;
  /** Why there is none, in a word such as `tool_missing`. */
  reason: string | null;
};

type Row = Omit<Derivative, 'size'> & { file_id: string; size: string | null };

/**
 * What was made from each of these versions, by file. A version that is not available shows none; a list has only the
 * picture that lists show, for a page of them would otherwise be twice as long.
 */
export async function readDerivatives(
  client: Queryable,
  versions: readonly { fileId: string; version: number }[],
  { isList }: { isList: boolean },
): Promise<Map<string, Derivative[]>> {
  const byFile = new Map<string, Derivative[]>();
  if (versions.length === 0) return byFile;
  const { rows } = await client.query<Row>(
    `select u.file_id, d.name, d.state, d.content_type as "contentType", d.size, d.width, d.height,
       d.duration_seconds as "durationSeconds", d.reason
     from unnest($1::text[], $2::integer[]) as g(file_id, version)
     join valetkey.upload u on u.file_id = g.file_id and u.version = g.version and u.state = 'available'
     join valetkey.derivative d on d.upload_id = u.id
     where not $3 or d.name = 'thumb'
     order by u.file_id, length(d.name), d.name`,
    [versions.map(({ fileId }) => fileId), versions.map(({ version }) => version), isList],
  );
  for (const { file_id, size, ...row } of rows) {
    const derivatives = byFile.get(file_id) ?? [];
    derivatives.push({ ...row, size: size === null ? null : Number(size) });
    byFile.set(file_id, derivatives);
  }
  return byFile;
}
