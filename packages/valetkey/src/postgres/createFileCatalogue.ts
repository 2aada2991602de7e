import type { Pool, PoolClient } from 'pg';
import { canTransition, type StorageState, ValetKeyError } from '../protocol/index.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import { type FillRandom, fillRandom, insertAuditEvents } from './auditEvents.ts';
import { type CatalogueFile, currentRow, toCatalogueFile } from './catalogueFile.ts';
import { type CatalogueListQuery, type CataloguePage, createCatalogueList } from './catalogueList.ts';
import { ConcurrentChange, inTransaction, onPool } from './inTransaction.ts';
import { readOutcomes } from './readOutcomes.ts';
import { isId, type UploadRow } from './uploadRow.ts';

export type FileCatalogueOptions = {
  pool: Pool;
  /** @default the system clock */
  clock?: () => Date;
  /**
   * Signs the cursors of lists, so that a forged one is refused; the same in every process. A cursor only ever pages
   * through its owner's files, so without a secret no more can be seen.
   * @default ''
   */
  cursorSecret?: string;
  /** Source of audit event ids. @default crypto.getRandomValues */
  random?: FillRandom;
};

/** An owner's change to one file. */
export type CatalogueChange = { ownerId: string; fileId: string; requestId: string };

/** What owners do with their files beside moving their bytes. A foreign, unknown or malformed id is always `NOT_FOUND`. */
export type FileCatalogue = {
  /** Own files, newest first unless sorted otherwise; those whose transfer never finished are not files yet. */
  list: (query: CatalogueListQuery) => Promise<CataloguePage>;
  /** One own file that is not in the trash. */
  get: (query: { ownerId: string; fileId: string }) => Promise<CatalogueFile>;
  /** Gives the file and all its versions another display name, which the caller has sanitised. */
  rename: (change: CatalogueChange & { name: string }) => Promise<CatalogueFile>;
  /**
   * Puts the file into the trash: its versions become `deleted` and count against the quota until they are purged.
   * Throws `INVALID_STATE` while a version is being checked.
   */
  remove: (change: CatalogueChange) => Promise<void>;
  /** Takes the file back from the trash, each version in the state it had. */
  restore: (change: CatalogueChange) => Promise<CatalogueFile>;
};

const maxNameLength = 255;

function notFound(): ValetKeyError {
  return new ValetKeyError('NOT_FOUND', 'There is no such file.');
}

/** The owner's side of the records in PostgreSQL: lists, details, rename, trash. */
export function createFileCatalogue(options: FileCatalogueOptions): FileCatalogue {
  const { pool, clock = () => new Date(), cursorSecret = '', random = fillRandom } = options;

  return {
    list: createCatalogueList({ pool, cursorSecret }),

    get: ({ ownerId, fileId }) => onPool(pool, (client) => readFile(client, ownerId, fileId)),

    async rename(change) {
      if (change.name === '' || change.name.length > maxNameLength || /\p{Cc}/u.test(change.name)) {
        throw new ValetKeyError('INVALID_FILENAME', 'Give a name of 1 to 255 characters.');
      }
      return inTransaction(pool, async (client) => {
        const versions = await lockVersions(client, change, { isTrash: false });
        const now = clock();
        await client.query('update valetkey.upload set name = $2 where id = any($1)', [
          versions.rows.map((row) => row.id),
          change.name,
        ]);
        await client.query('update valetkey.file set name = $2, updated_at = $3 where id = $1', [
          change.fileId,
          change.name,
          now,
        ]);
        const version = currentRow(versions.rows, versions.currentVersion)?.version ?? null;
        await insertAuditEvents(client, [fileEvent(change, 'file.renamed', version, now)], random);
        return readFile(client, change.ownerId, change.fileId);
      });
    },

    remove: (change) =>
      inTransaction(pool, async (client) => {
        const { rows } = await lockVersions(client, change, { isTrash: false });
        const now = clock();
        if (rows.some((row) => row.state === 'uploaded' || row.state === 'verifying')) {
          throw new ValetKeyError(
            'INVALID_STATE',
            'The file is still being checked; delete it when that is done.',
          );
        }
        // A transfer that was not finished is given up; the sweep then removes what the store holds of it.
        const aborted = rows.filter((row) => row.state === 'reserved');
        const deleted = rows.filter(
          (row) => canTransition(row.state, 'deleted') && !['aborted', 'expired'].includes(row.state),
        );
        await changeStates(client, aborted, 'aborted', now);
        await changeStates(client, deleted, 'deleted', now);
        await client.query('update valetkey.file set deleted_at = $2, updated_at = $2 where id = $1', [
          change.fileId,
          now,
        ]);
        const events = [
          ...aborted.map((row) => fileEvent(change, 'upload.aborted', row.version, now)),
          ...deleted.map((row) => fileEvent(change, 'file.deleted', row.version, now)),
        ];
        await insertAuditEvents(client, events, random);
      }),

    restore: (change) =>
      inTransaction(pool, async (client) => {
        const { rows } = await lockVersions(client, change, { isTrash: true });
        const now = clock();
        const restored = rows.filter((row) => row.state === 'deleted');
        if (restored.length === 0) throw notFound();
        await changeStates(client, restored, null, now);
        await client.query('update valetkey.file set deleted_at = null, updated_at = $2 where id = $1', [
          change.fileId,
          now,
        ]);
        const events = restored.map((row) => fileEvent(change, 'file.restored', row.version, now));
        await insertAuditEvents(client, events, random);
        return readFile(client, change.ownerId, change.fileId);
      }),
  };
}

function fileEvent(change: CatalogueChange, action: string, version: number | null, at: Date): NewAuditEvent {
  return {
    at,
    actor: { type: 'user', id: change.ownerId },
    action,
    fileId: change.fileId,
    version,
    purpose: null,
    reason: null,
    requestId: change.requestId,
  };
}

/**
 * Locks in the order of every transaction of this store: upload rows by id, the owner's quota row, the file's row. Then nobody
 * adds a version or changes a state until we are done.
 */
async function lockVersions(
  client: PoolClient,
  change: CatalogueChange,
  { isTrash }: { isTrash: boolean },
): Promise<{ rows: UploadRow[]; currentVersion: number | null }> {
  if (!isId(change.fileId)) throw notFound();
  const uploads = await client.query<UploadRow>(
    'select * from valetkey.upload where file_id = $1 and owner_id = $2 order by id for no key update',
    [change.fileId, change.ownerId],
  );
  await client.query('select from valetkey.quota where owner_id = $1 for no key update', [change.ownerId]);
  const files = await client.query<{ current_version: number | null; last_version: number }>(
    `select current_version, last_version from valetkey.file
     where id = $1 and owner_id = $2 and (deleted_at is not null) = $3 for no key update`,
    [change.fileId, change.ownerId, isTrash],
  );
  const file = files.rows[0];
  if (file === undefined) throw notFound();
  // A version that was added between the two locks is not locked; start over.
  if (uploads.rows.length !== file.last_version) throw new ConcurrentChange();
  return { rows: uploads.rows, currentVersion: file.current_version };
}

/** Without a state they go back to the one they had before the trash. */
async function changeStates(
  client: PoolClient,
  rows: readonly UploadRow[],
  to: StorageState | null,
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `update valetkey.upload
     set state = coalesce($2, state_before_deletion), state_version = state_version + 1, updated_at = $3
     where id = any($1)`,
    [rows.map((row) => row.id), to, now],
  );
}

async function readFile(
  client: Pick<PoolClient, 'query'>,
  ownerId: string,
  fileId: string,
): Promise<CatalogueFile> {
  if (!isId(fileId)) throw notFound();
  const files = await client.query<{
    id: string;
    current_version: number | null;
    created_at: Date;
    updated_at: Date;
  }>(
    `select id, current_version, created_at, updated_at from valetkey.file
     where id = $1 and owner_id = $2 and deleted_at is null`,
    [fileId, ownerId],
  );
  const file = files.rows[0];
  if (file === undefined) throw notFound();
  const versions = await client.query<UploadRow>(
    'select * from valetkey.upload where file_id = $1 order by version desc',
    [fileId],
  );
  return toCatalogueFile(file, versions.rows, await readOutcomes(client, versions.rows));
}
