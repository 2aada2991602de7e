import 'server-only';
import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { createAuditTrail } from 'valetkey/postgres';
import { inTransaction } from '@/shared/db/index.server';
import { outputOf, type ProcessorOutput, type ProcessorValue } from '@/shared/processors/index.server';

/** Which run: one processor in one of its versions on one version of a file. */
export type RunKey = { uploadId: string; processor: string; version: number };

/** The version of a file that a run is about. */
export type RunUpload = {
  id: string;
  fileId: string;
  version: number;
  profile: string;
  name: string;
  contentType: string;
  size: number;
  objectKey: string;
};

/** Why a run may be claimed again: the fault was not the file's. */
const repeatable = "('processor_failed', 'hand_off_expired')";

export type RunResult =
  | { state: 'available'; values: readonly ProcessorValue[] }
  | { state: 'empty' }
  | { state: 'failed' | 'not_available'; reason: string };

/** Whose result it is; of what was handed over also which answer it was. */
type RunAttempt = { attemptId: string; requestId: string; answerSha256?: string };

/** A run that was handed over, found by its token. */
export type HandedOver = {
  key: RunKey;
  fileId: string;
  fileVersion: number;
  contentType: string;
  size: number;
  isAvailable: boolean;
  state: string;
  /** `null` when it has its answer, or nobody waits for one any more. */
  attemptId: string | null;
  answerSha256: string | null;
};

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

type Figures = Readonly<Record<string, number | boolean>>;

/** What has to be settled before a run: names of derivatives, other processors, and whether the contents are to be read. */
export type RunNeeds = {
  hasExtraction: boolean;
  derivatives: readonly string[];
  processors: readonly string[];
};

/** Locks a version that is `available`, as everything does that changes what is known of it. */
async function lockUpload(client: PoolClient, uploadId: string): Promise<RunUpload | null> {
  const { rows } = await client.query<Omit<RunUpload, 'size'> & { size: string }>(
    `select id, file_id as "fileId", version, profile, name, content_type as "contentType", coalesce(size, 0) as size,
       object_key as "objectKey"
     from valetkey.upload where id = $1 and state = 'available' for no key update`,
    [uploadId],
  );
  const row = rows[0];
  return row === undefined ? null : { ...row, size: Number(row.size) };
}

async function isSettled(client: PoolClient, uploadId: string, needs: RunNeeds): Promise<boolean> {
  const { rows } = await client.query<{ isSettled: boolean }>(
    `select (not $2 or exists (select from valetkey.extraction where upload_id = $1 and state <> 'pending'))
       and not exists (
         select from unnest($3::text[]) as n(name) where not exists (
           select from valetkey.derivative d where d.upload_id = $1 and d.name = n.name and d.state <> 'pending'))
       and not exists (
         select from unnest($4::text[]) as n(name)
         join portal.processor_run r on r.upload_id = $1 and r.processor = n.name
         join portal.processor p on p.name = r.processor and p.version = r.processor_version
         where r.state in ('waiting', 'pending', 'handed_over')) as "isSettled"`,
    [uploadId, needs.hasExtraction, needs.derivatives, needs.processors],
  );
  return rows[0]?.isSettled === true;
}

const where = 'upload_id = $1 and processor = $2 and processor_version = $3';
const keyOf = ({ uploadId, processor, version }: RunKey) => [uploadId, processor, version];

/** Runs in the database. Each change locks the version first, so that it cannot leave `available` meanwhile. */
export function createProcessorRecords({ pool, clock }: { pool: Pool; clock: () => Date }) {
  const audit = createAuditTrail({ pool });
  return {
    /**
     * Claims a run for an attempt, also from another one. `null` when there is nothing to do: it is done, the version is not
     * available, or what it needs is not there yet; then it waits, and whoever makes that asks for it again.
     */
    begin: (key: RunKey, attemptId: string, needsOf: (upload: RunUpload) => RunNeeds) =>
      inTransaction(pool, async (client) => {
        const upload = await lockUpload(client, key.uploadId);
        if (upload === null) return null;
        const isReady = await isSettled(client, key.uploadId, needsOf(upload));
        const { rowCount } = await client.query(
          `update portal.processor_run set state = $4, reason = null, attempt_id = $5, updated_at = $6
           where ${where} and (state in ('waiting', 'pending', 'handed_over') or reason in ${repeatable})`,
          [...keyOf(key), isReady ? 'pending' : 'waiting', isReady ? attemptId : null, clock()],
        );
        return rowCount === 1 && isReady ? upload : null;
      }),

    /** Records what an attempt came to, with its events. `false` with nothing written when the run is no longer its own. */
    finish: (
      key: RunKey,
      attempt: RunAttempt,
      result: RunResult,
      events: readonly { word: string; figures: Figures }[],
    ) =>
      inTransaction(pool, async (client) => {
        const upload = await lockUpload(client, key.uploadId);
        if (upload === null) return false;
        const now = clock();
        const { rowCount } = await client.query(
          `update portal.processor_run set state = $5, reason = $6, attempt_id = null, updated_at = $7, answer_sha256 = $8
           where ${where} and attempt_id = $4`,
          [
            ...keyOf(key),
            attempt.attemptId,
            result.state,
            'reason' in result ? result.reason : null,
            now,
            attempt.answerSha256 ?? null,
          ],
        );
        if (rowCount !== 1) return false;
        if ('values' in result) await writeValues(client, key, result.values);
        const event = (action: string, details: Record<string, string | number | boolean>) => ({
          at: now,
          actor: { type: 'system', id: `processor:${key.processor}` } as const,
          action,
          fileId: upload.fileId,
          version: upload.version,
          purpose: null,
          reason: null,
          requestId: attempt.requestId,
          details: { ...details, processor: key.processor, processorVersion: key.version },
        });
        await audit.record(
          [
            ...events.map(({ word, figures }) => event('processor.event', { ...figures, event: word })),
            event('processor.finished', { outcome: 'reason' in result ? result.reason : result.state }),
          ],
          client,
        );
        return true;
      }),

    /** Lets who has the token answer for the attempt, until then. `false` when the run is no longer the attempt's. */
    async handOver(key: RunKey, attemptId: string, { token, expiresAt }: { token: string; expiresAt: Date }) {
      const { rowCount } = await pool.query(
        `update portal.processor_run set state = 'handed_over', token_sha256 = $5, token_expires_at = $6, updated_at = $7
         where ${where} and attempt_id = $4`,
        [...keyOf(key), attemptId, hashOf(token), expiresAt, clock()],
      );
      return rowCount === 1;
    },

    /** The run that a token is good for; `null` for one that is not, or not any more. */
    async findHandedOver(token: string): Promise<HandedOver | null> {
      const { rows } = await pool.query<Omit<HandedOver, 'key' | 'size'> & RunKey & { size: string }>(
        `select r.upload_id as "uploadId", r.processor, r.processor_version as version, u.file_id as "fileId",
           u.version as "fileVersion", u.content_type as "contentType", coalesce(u.size, 0) as size,
           u.state = 'available' as "isAvailable", r.state, r.attempt_id as "attemptId", r.answer_sha256 as "answerSha256"
         from portal.processor_run r join valetkey.upload u on u.id = r.upload_id
         where r.token_sha256 = $1 and r.token_expires_at > $2`,
        [hashOf(token), clock()],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { uploadId, processor, version, size, ...rest } = row;
      return { ...rest, key: { uploadId, processor, version }, size: Number(size) };
    },

    /** Runs whose answer did not come in time. */
    async findExpired(now: Date): Promise<{ key: RunKey; attemptId: string }[]> {
      const { rows } = await pool.query<RunKey & { attemptId: string }>(
        `select r.upload_id as "uploadId", r.processor, r.processor_version as version, r.attempt_id as "attemptId"
         from portal.processor_run r join valetkey.upload u on u.id = r.upload_id and u.state = 'available'
         where r.state = 'handed_over' and r.token_expires_at <= $1 order by r.token_expires_at limit 200`,
        [now],
      );
      return rows.map(({ attemptId, ...key }) => ({ key, attemptId }));
    },

    /** The version of a processor that is registered now; `null` when it is gone from the configuration. */
    async findRegistered(name: string): Promise<number | null> {
      const { rows } = await pool.query<{ version: number }>(
        'select version from portal.processor where name = $1 and retired_at is null',
        [name],
      );
      return rows[0]?.version ?? null;
    },

    /** Gives the version of a processor that is registered now what another one left undone with a version of a file. */
    async renew({ uploadId, processor }: Pick<RunKey, 'uploadId' | 'processor'>): Promise<void> {
      await pool.query('select portal.renew_processor_runs($1, $2, $3)', [processor, uploadId, clock()]);
    },

    /** What other processors came to with the version; `null` for one that came to nothing. */
    async readResults(
      uploadId: string,
      processors: readonly string[],
    ): Promise<Record<string, ProcessorOutput | null>> {
      const results = await Promise.all(
        processors.map(async (name) => [name, await readOutput(pool, uploadId, name)] as const),
      );
      return Object.fromEntries(results);
    },
  };
}

async function writeValues(
  client: PoolClient,
  key: RunKey,
  values: readonly ProcessorValue[],
): Promise<void> {
  await client.query(
    `insert into portal.processor_value (upload_id, processor, processor_version, position, list, item, name, text_value,
       number_value, boolean_value)
     select $1, $2, $3, v.position, v.list, v.item, v.name, v.text, v.number, v.boolean
     from json_to_recordset($4::json) as v(position integer, list text, item integer, name text, text text,
       number double precision, boolean boolean)`,
    [
      ...keyOf(key),
      JSON.stringify(
        values.map(({ list, item, name, value }, index) => ({
          position: index + 1,
          list,
          item,
          name,
          text: typeof value === 'string' ? value : null,
          number: typeof value === 'number' ? value : null,
          boolean: typeof value === 'boolean' ? value : null,
        })),
      ),
    ],
  );
}

async function readOutput(pool: Pool, uploadId: string, processor: string): Promise<ProcessorOutput | null> {
  const { rows } = await pool.query<ProcessorValue>(
    `select v.list, v.item, v.name, coalesce(to_json(v.text_value), to_json(v.number_value), to_json(v.boolean_value)) as value
     from portal.processor_run r
     join portal.processor_value v using (upload_id, processor, processor_version)
     where r.upload_id = $1 and r.processor = $2 and r.state = 'available' and r.processor_version = (
       select max(l.processor_version) from portal.processor_run l
       where l.upload_id = $1 and l.processor = $2 and l.state = 'available')
     order by v.position`,
    [uploadId, processor],
  );
  return rows.length === 0 ? null : outputOf(rows);
}
