import type { Pool } from 'pg';
import { createAuditTrail } from 'valetkey/postgres';
import type { Actor } from 'valetkey/server';
import { inTransaction } from '@/shared/db/index.server';
import {
  derivativeName,
  outputOf,
  type Processor,
  type ProcessorScalar,
  type ProcessorValue,
} from '@/shared/processors/index.server';
import type { FileResults, ProcessorResult } from '../model/ProcessorResult';

type RunRow = {
  processor: string;
  state: ProcessorResult['state'];
  reason: string | null;
  values: ProcessorValue[] | null;
  derivatives: { name: string; contentType: string; size: number }[] | null;
};

type Label = (name: string) => string;
type Items = readonly Readonly<Record<string, ProcessorScalar>>[];

/** Rows of a list, each with a place for every value that any item has. */
function toList(name: string, items: Items, label: Label): ProcessorResult['lists'][number] {
  const columns = [...new Set(items.flatMap((item) => Object.keys(item)))];
  return {
    name,
    label: label(name),
    columns: columns.map((column) => ({ name: column, label: label(column) })),
    rows: items.map((item) => columns.map((column) => item[column] ?? null)),
  };
}

/** With the words of the configuration; of a processor that is gone from it, its own names are said. */
function toResult(row: RunRow, processor: Processor | undefined): ProcessorResult {
  const { state, reason } = row;
  const wordOf = (name: string) =>
    processor !== undefined && Object.hasOwn(processor.labels, name) ? processor.labels[name]! : null;
  const label: Label = (name) => wordOf(name) ?? name;
  const output = Object.entries(outputOf(row.values ?? []));
  const prefix = derivativeName(row.processor, '');
  return {
    processor: row.processor,
    title: processor?.title ?? row.processor,
    state,
    reason,
    reasonLabel: reason === null ? null : wordOf(reason),
    values: output.flatMap(([name, value]) =>
      Array.isArray(value) ? [] : [{ name, label: label(name), value: value as ProcessorScalar }],
    ),
    lists: output.flatMap(([name, value]) =>
      Array.isArray(value) ? [toList(name, value as Items, label)] : [],
    ),
    derivatives: (row.derivatives ?? []).map((one) => ({
      ...one,
      label: label(one.name.slice(prefix.length)),
    })),
  };
}

/**
 * What the processors came to with the current version of a file, which the caller has established that the viewer may see; that it
 * was looked at is an audit event. Nothing is told of a version that is not available.
 */
export async function readResults(
  { pool, processors, clock }: { pool: Pool; processors: readonly Processor[]; clock: () => Date },
  look: { fileId: string; actor: Actor; purpose: string | null; requestId: string },
): Promise<FileResults | null> {
  return inTransaction(pool, async (client) => {
    const uploads = await client.query<{ id: string; version: number }>(
      `select u.id, u.version from valetkey.file f
       join valetkey.upload u on u.file_id = f.id and u.version = f.current_version
       where f.id = $1 and f.deleted_at is null and u.state = 'available' for share of u`,
      [look.fileId],
    );
    const upload = uploads.rows[0];
    if (upload === undefined) return null;
    const { rows } = await client.query<RunRow>(
      `select distinct on (r.processor) r.processor, r.state, r.reason,
         (select json_agg(json_build_object('list', v.list, 'item', v.item, 'name', v.name, 'value',
             coalesce(to_json(v.text_value), to_json(v.number_value), to_json(v.boolean_value))) order by v.position)
           from portal.processor_value v where v.upload_id = r.upload_id and v.processor = r.processor
             and v.processor_version = r.processor_version) as values,
         (select json_agg(json_build_object('name', d.name, 'contentType', d.content_type, 'size', d.size) order by d.name)
           from valetkey.derivative d where d.upload_id = r.upload_id and d.state = 'available'
             and starts_with(d.name, r.processor || '-')
             -- Of \`invoice\` and \`invoice-totals\` the one with the longer name made it.
             and not exists (
               select from portal.processor_run o where o.upload_id = r.upload_id
                 and length(o.processor) > length(r.processor) and starts_with(d.name, o.processor || '-'))) as derivatives
       from portal.processor_run r where r.upload_id = $1 order by r.processor, r.processor_version desc`,
      [upload.id],
    );
    if (rows.some(({ values }) => values !== null))
      await createAuditTrail({ pool }).record(
        [
          {
            at: clock(),
            actor: look.actor,
            action: 'results.read',
            fileId: look.fileId,
            version: upload.version,
            purpose: look.purpose,
            reason: null,
            requestId: look.requestId,
          },
        ],
        client,
      );
    const byName = new Map(processors.map((one) => [one.name, one]));
    return { version: upload.version, results: rows.map((row) => toResult(row, byName.get(row.processor))) };
  });
}
