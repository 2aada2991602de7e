import 'server-only';
import { statfs } from 'node:fs/promises';
import type { Pool } from 'pg';
import { resolveEndpoint } from 'valetkey/s3';
import { portalVersion } from '@/shared/config/index.server';
import { type WorkerAbilities, workerAbilities } from '@/shared/derivatives/index.server';
import { redactText } from '@/shared/logging/index.server';
import type { Portal } from '@/shared/valetkey/index.server';
import type { SystemStatus } from '../model/SystemStatus';

/** A worker that was silent for longer is taken for gone; it writes every 10 seconds. */
const aliveSeconds = 45;

type DatabaseRow = { version: string; size: string; sealed: string; unsealed: string; schema: string | null };
type WorkerRow = {
  id: string;
  version: string;
  started_at: Date;
  seen_at: Date;
  scanner_engine: string | null;
  scanner_database: string | null;
  scanner_gaps: string[];
  abilities: unknown;
};

async function readDatabase(pool: Pool) {
  const { rows } = await pool.query<DatabaseRow>(
    `select current_setting('server_version') as version, pg_database_size(current_database()) as size,
       (select coalesce(max(position), 0) from valetkey.audit_seal) as sealed,
       (select count(*) from valetkey.audit_pending) as unsealed,
       (select max(name) from valetkey.migration where name like 'portal/%') as schema`,
  );
  return rows[0]!;
}

async function readWorkers(
  pool: Pool,
  now: Date,
): Promise<{ worker: SystemStatus['worker']; scanning: WorkerRow | null }> {
  const { rows } = await pool.query<WorkerRow>(
    `select id, version, started_at, seen_at, scanner_engine, scanner_database, scanner_gaps, abilities
     from portal.worker_heartbeat
     order by seen_at desc limit 20`,
  );
  const last = rows[0]?.seen_at ?? null;
  const isRecent = ({ seen_at }: WorkerRow) => now.getTime() - seen_at.getTime() <= aliveSeconds * 1000;
  const alive = rows.filter(isRecent);
  return {
    worker: {
      isAlive: alive.length > 0,
      lastSeenAt: last?.toISOString() ?? null,
      workers: alive.map(({ id, version, started_at, seen_at }) => ({
        id,
        version,
        startedAt: started_at.toISOString(),
        lastSeenAt: seen_at.toISOString(),
      })),
      abilities: inCommon(alive),
    },
    // One that cannot reach it holds files: the worst one is what somebody has to look at.
    scanning: alive.find(({ scanner_engine }) => scanner_engine === null) ?? alive[0] ?? null,
  };
}

/** Any worker may take any file, so the least of them counts. */
function inCommon(rows: readonly WorkerRow[]): WorkerAbilities | null {
  const said = rows.flatMap(({ abilities }) => workerAbilities.safeParse(abilities).data ?? []);
  if (said.length === 0) return null;
  const all = (name: keyof WorkerAbilities['containment']) =>
    said.every(({ containment }) => containment[name]);
  return {
    tools: {
      hasPdfPages: said.every(({ tools }) => tools.hasPdfPages),
      hasPdfText: said.every(({ tools }) => tools.hasPdfText),
      hasMedia: said.every(({ tools }) => tools.hasMedia),
      hasHeic: said.every(({ tools }) => tools.hasHeic),
      hasOffice: said.every(({ tools }) => tools.hasOffice),
    },
    containment: {
      hasMemoryLimit: all('hasMemoryLimit'),
      hasNoNetwork: all('hasNoNetwork'),
      hasOwnProcesses: all('hasOwnProcesses'),
      hasOwnFiles: all('hasOwnFiles'),
      endsWithWorker: all('endsWithWorker'),
    },
  };
}

function describeScanner(
  scanner: Portal['config']['scanner'],
  scanning: WorkerRow | null,
): SystemStatus['scanner'] {
  return (
    scanner && {
      isReachable: scanning && scanning.scanner_engine !== null,
      isRequired: scanner.isRequired,
      engine: scanning?.scanner_engine ?? null,
      database: scanning?.scanner_database ?? null,
      gaps: scanning?.scanner_gaps ?? [],
      maxBytes: scanner.maxBytes,
    }
  );
}

async function readComparison(pool: Pool): Promise<SystemStatus['store']['comparison']> {
  const { rows } = await pool.query<{
    at: Date;
    removed_orphans: number;
    aborted_multiparts: number;
    missing: number;
    examples: { fileId: string; version: number }[];
  }>('select at, removed_orphans, aborted_multiparts, missing, examples from portal.comparison');
  const row = rows[0];
  if (row === undefined) return null;
  const { at, removed_orphans, aborted_multiparts, missing, examples } = row;
  return {
    at: at.toISOString(),
    removedOrphans: removed_orphans,
    abortedMultiparts: aborted_multiparts,
    missing,
    examples,
  };
}

async function readQueue(pool: Pool): Promise<SystemStatus['queue']> {
  const { rows } = await pool.query<{ status: SystemStatus['queue'] }>(
    'select portal.queue_status() as status',
  );
  const { failures, ...figures } = rows[0]!.status;
  return {
    ...figures,
    failures: failures.map(({ job, attempts, at, error }) => ({
      job,
      attempts,
      at: new Date(at).toISOString(),
      error: redactText(error),
    })),
  };
}

async function readDisk(folder: string | null): Promise<SystemStatus['disk']> {
  if (folder === null) return null;
  const found = await statfs(folder).catch(() => null);
  return found && { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
}

/** Asks every part how it is. Only the database must answer: without it nobody is signed in to ask. */
export async function readSystemStatus({
  pool,
  config,
  checkHealth,
  probe,
  mailer,
  quarantine,
  clock,
}: Pick<
  Portal,
  'pool' | 'config' | 'checkHealth' | 'probe' | 'mailer' | 'quarantine' | 'clock'
>): Promise<SystemStatus> {
  const now = clock();
  const [health, database, { worker, scanning }, queue, disk, report, held, comparison] = await Promise.all([
    checkHealth(),
    readDatabase(pool),
    readWorkers(pool, now),
    readQueue(pool),
    readDisk(config.dataDirectory),
    probe().catch(() => null),
    quarantine.count(),
    readComparison(pool),
  ]);
  const mail = mailer?.report();
  return {
    at: now.toISOString(),
    database: {
      isOk: true,
      version: database.version,
      sizeBytes: Number(database.size),
      isEmbedded: config.isDatabaseEmbedded,
    },
    store: {
      isOk: health.parts.store === 'ok' && health.parts.clock === 'ok',
      host: new URL(resolveEndpoint(config.store.endpoint, config.store).origin).host,
      isEmbedded: config.isStoreEmbedded,
      capabilities: report?.capabilities ?? null,
      comparison,
      warnings: [...health.failing.map(({ detail }) => detail), ...(report?.warnings ?? [])],
    },
    worker,
    scanner: describeScanner(config.scanner, scanning),
    held,
    queue,
    disk,
    versions: {
      portal: portalVersion,
      worker: worker.workers[0]?.version ?? null,
      node: process.version.slice(1),
      schema: database.schema,
    },
    audit: { sealed: Number(database.sealed), unsealed: Number(database.unsealed) },
    mail: {
      isConfigured: mail !== undefined,
      host: mail?.host ?? null,
      lastSentAt: mail?.lastSentAt?.toISOString() ?? null,
      lastFailureAt: mail?.lastFailureAt?.toISOString() ?? null,
    },
  };
}
