import type { Pool, PoolClient } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import type { Job, Records, Transition, UploadPatch, UploadRecord } from '../server/Records.ts';
import { eventsParameter, type FillRandom, fillRandom, writeEvents } from './auditEvents.ts';
import { createDerivativeRecords } from './derivativeRecords.ts';
import { createExtractionRecords } from './extractionRecords.ts';
import { inTransaction, onPool, type Queryable } from './inTransaction.ts';
import { reserveUploads } from './reserveUploads.ts';
import { purgeTrash, retireFiles } from './retireFiles.ts';
import { isStored, listStored } from './storedObjects.ts';
import { inOrderOf, isId, toUploadRecord, type UploadRow } from './uploadRow.ts';

export type PostgresRecordsOptions = {
  /** Connections of a login that is a member of `valetkey_app` or `valetkey_worker`. */
  pool: Pool;
  /**
   * Adds a job inside the transaction of the state change that asks for it.
   * @default none: a state change with jobs is refused
   */
  enqueue?: (client: PoolClient, job: Job) => Promise<void>;
  /** Source of audit event ids and salts. @default crypto.getRandomValues */
  random?: FillRandom;
};

/** Columns that a state change may set. */
const patchColumns: Record<keyof UploadPatch, string> = {
  size: 'size',
  objectKey: 'object_key',
  etag: 'etag',
  contentType: 'content_type',
  checksumSha256: 'checksum_sha256',
  reasonCode: 'reason_code',
  scan: 'scan',
  scanSignature: 'scan_signature',
  scanEngine: 'scan_engine',
  scanDatabase: 'scan_database',
  scannedAt: 'scanned_at',
  incomingKey: 'incoming_key',
  storageUploadId: 'storage_upload_id',
};

const maxInteger = 2_147_483_647;

/** The condition of the index `upload_scanned`. */
const isRescanned = "(state = 'available' or (state = 'quarantined' and scan <> 'infected'))";

/** The records port on PostgreSQL (12 or newer), in the schema `valetkey`. */
export function createPostgresRecords(options: PostgresRecordsOptions): Records {
  const { pool, enqueue, random = fillRandom } = options;

  return {
    ...createDerivativeRecords({ pool, enqueue, random }),
    ...createExtractionRecords({ pool, random }),

    reserve: (input) => inTransaction(pool, (client) => reserveUploads(client, input, random)),

    async attachMultipart({ uploads, now }) {
      if (uploads.length === 0) return;
      await onPool(pool, (client) =>
        client.query(
          `update valetkey.upload u
           set storage_upload_id = given.storage_upload_id, updated_at = $3
           from unnest($1::text[], $2::text[]) as given(id, storage_upload_id)
           where u.id = given.id and u.state = 'reserved' and u.storage_upload_id is null`,
          [uploads.map((upload) => upload.id), uploads.map((upload) => upload.storageUploadId), now],
        ),
      );
    },

    find: (query) => onPool(pool, (client) => findUploads(client, query)),

    authoriseSigning: (input) => authoriseSigning(pool, input, random),

    transition: (input) => transition(pool, input, enqueue, random),

    /**
     * A record that was handed out is not handed out again for a minute (ten while it may still be written), so that several
     * sweepers share the work and one that cannot be finished does not stand in the way of the others.
     */
    async listDue({ now, limit }) {
      const result = await onPool(pool, (client) =>
        client.query<UploadRow>(
          `with due as (
             select id from valetkey.upload where due_at <= $1 order by due_at, id limit $2 for update skip locked
           )
           update valetkey.upload u
           set due_at = case
             when u.state = 'reserved' and u.expires_at > $1
               then least(u.expires_at, $1::timestamptz + interval '10 minutes')
             else $1::timestamptz + interval '1 minute'
           end
           from due where u.id = due.id
           returning u.*`,
          [now, limit],
        ),
      );
      return result.rows
        .map(toUploadRecord)
        .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
    },

    retire: (input) => retireFiles(pool, input, random),

    purgeTrash: (input) => purgeTrash(pool, input, random),

    async listStaleScans({ database, limit }) {
      // Three searches by index: what is as it should be, nearly all of the table, is passed over.
      const where = ['scan_database < $1', 'scan_database > $1', 'scan_database is null'];
      const searches = where.map(
        (condition) => `(select id from valetkey.upload where ${condition} and ${isRescanned} limit $2)`,
      );
      const result = await onPool(pool, (client) =>
        client.query<UploadRow>(
          `select u.* from (${searches.join(' union all ')}) stale join valetkey.upload u on u.id = stale.id limit $2`,
          [database, limit],
        ),
      );
      return result.rows.map(toUploadRecord);
    },

    async noteScan({ id, stateVersion, by, now }) {
      await onPool(pool, (client) =>
        client.query(
          `update valetkey.upload set scan_engine = $3, scan_database = $4, scanned_at = $5
           where id = $1 and state_version = $2`,
          [id, stateVersion, by.engine, by.database, now],
        ),
      );
    },

    async claimedKeys(keys) {
      if (keys.length === 0) return new Set();
      const result = await onPool(pool, (client) =>
        client.query<{ key: string }>(
          // Three searches by index: as one question with "or" each batch would read the whole table.
          `select object_key as key from valetkey.upload where object_key = any($1::text[]) and state <> 'purged'
           union all
           select incoming_key from valetkey.upload where incoming_key = any($1::text[]) and state <> 'purged'
           union all
           select d.object_key from valetkey.derivative d join valetkey.upload u on u.id = d.upload_id
           where d.object_key = any($1::text[]) and u.state <> 'purged'`,
          [keys.filter((key) => !key.includes('\0'))],
        ),
      );
      return new Set(result.rows.map((row) => row.key));
    },

    listStored: (input) => listStored(pool, input),
    isStored: (object) => onPool(pool, (client) => isStored(client, object)),
  };
}

async function findUploads(
  client: Queryable,
  query: Parameters<Records['find']>[0],
): Promise<UploadRecord[]> {
  if ('uploadIds' in query) {
    const ids = query.uploadIds.filter(isId);
    if (ids.length === 0) return [];
    const result = await client.query<UploadRow>('select * from valetkey.upload where id = any($1)', [ids]);
    return inOrderOf([...new Set(ids)], result.rows.map(toUploadRecord));
  }
  if ('fileId' in query) {
    const { fileId, version = null } = query;
    if (!isId(fileId)) return [];
    if (version !== null && (!Number.isInteger(version) || version < 1 || version > maxInteger)) return [];
    const result = await client.query<UploadRow>(
      `select * from valetkey.upload where file_id = $1 and ($2::integer is null or version = $2)
       order by version desc limit 1`,
      [fileId, version],
    );
    return result.rows.map(toUploadRecord);
  }
  return findUnfinished(client, query);
}

/** Newest first; the cursor is the id of the last record of the page before. */
async function findUnfinished(
  client: Queryable,
  query: { ownerId: string; state: string; limit: number; cursor: string | null },
): Promise<UploadRecord[]> {
  let after: { created_at: Date; id: string } | null = null;
  if (query.cursor !== null) {
    const found = isId(query.cursor)
      ? await client.query<{ created_at: Date; id: string }>(
          'select created_at, id from valetkey.upload where id = $1 and owner_id = $2',
          [query.cursor, query.ownerId],
        )
      : null;
    after = found?.rows[0] ?? null;
    if (after === null)
      throw new ValetKeyError('INVALID_QUERY', 'The cursor is not one of an earlier answer.');
  }
  const result = await client.query<UploadRow>(
    `select * from valetkey.upload
     where owner_id = $1 and state = $2
       ${after === null ? '' : 'and (created_at, id) < ($4, $5)'}
     order by created_at desc, id desc limit $3`,
    [query.ownerId, query.state, query.limit, ...(after === null ? [] : [after.created_at, after.id])],
  );
  return result.rows.map(toUploadRecord);
}

async function authoriseSigning(
  pool: Pool,
  input: Parameters<Records['authoriseSigning']>[0],
  random: FillRandom,
): Promise<UploadRecord[]> {
  const ids = [...new Set(input.uploadIds.filter(isId))];
  if (ids.length === 0) return [];
  return inTransaction(pool, async (client) => {
    const { writableUntil } = input;
    const locked = await client.query<UploadRow>(
      `select * from valetkey.upload
       where id = any($1) and state = any($2) and ($3::text is null or owner_id = $3)
       order by id for ${writableUntil === undefined ? 'share' : 'no key update'}`,
      [ids, input.states, input.ownerId],
    );
    const records = inOrderOf(ids, locked.rows.map(toUploadRecord)).map((record) =>
      writableUntil !== undefined && writableUntil > record.writableUntil
        ? { ...record, writableUntil }
        : record,
    );
    if (records.length === 0) return [];
    const events = eventsParameter(records.map(input.event), random);
    if (writableUntil === undefined) {
      await client.query(`with ${writeEvents('$1')} select`, [events]);
    } else {
      await client.query(
        `with moved as (
           update valetkey.upload set writable_until = greatest(writable_until, $2) where id = any($3)
         ), ${writeEvents('$1')} select`,
        [events, writableUntil, records.map((record) => record.id)],
      );
    }
    return records;
  });
}

async function transition(
  pool: Pool,
  input: Transition,
  enqueue: PostgresRecordsOptions['enqueue'],
  random: FillRandom,
): Promise<UploadRecord | null> {
  if (!isId(input.id)) return null;
  const jobs = input.jobs ?? [];
  if (jobs.length === 0) return onPool(pool, (client) => changeState(client, input, random));
  if (enqueue === undefined) {
    throw new ValetKeyError(
      'INVALID_OPTION',
      'A state change asks for jobs, but createPostgresRecords was given no `enqueue`.',
    );
  }
  return inTransaction(pool, async (client) => {
    const record = await changeState(client, input, random);
    if (record !== null) for (const job of jobs) await enqueue(client, job);
    return record;
  });
}

/** One statement, so one round trip and one transaction: the conditional update and its event. */
async function changeState(
  client: Queryable,
  input: Transition,
  random: FillRandom,
): Promise<UploadRecord | null> {
  const values: unknown[] = [
    input.id,
    input.from,
    input.stateVersion ?? null,
    input.to,
    input.now,
    eventsParameter([input.event], random),
  ];
  const assignments = Object.entries(patchColumns).flatMap(([name, column]) => {
    const value = input.patch?.[name as keyof UploadPatch];
    if (value === undefined) return [];
    values.push(value);
    return [`, ${column} = $${values.length}`];
  });
  const result = await client.query<UploadRow>(
    `with changed as (
       update valetkey.upload
       set state = $4, state_version = state_version + 1, updated_at = $5${assignments.join('')}
       where id = $1 and state = any($2) and ($3::integer is null or state_version = $3)
       returning *
     ), ${writeEvents('$6', 'exists (select from changed)')}
     select * from changed`,
    values,
  );
  const row = result.rows[0];
  return row === undefined ? null : toUploadRecord(row);
}
