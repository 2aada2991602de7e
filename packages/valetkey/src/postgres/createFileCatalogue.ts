import type { Pool, PoolClient } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import { type FillRandom, fillRandom, insertAuditEvents } from './auditEvents.ts';
import {
  type CatalogueFile,
  currentRow,
  type FileRow,
  fileColumns,
  toCatalogueFile,
} from './catalogueFile.ts';
import { type CatalogueListQuery, type CataloguePage, createCatalogueList } from './catalogueList.ts';
import { changeStates } from './changeStates.ts';
import { type HistoryEvent, readFileHistory } from './fileHistory.ts';
import { inTransaction, onPool } from './inTransaction.ts';
import { lockVersions } from './lockVersions.ts';
import { noSuchFile } from './noSuchFile.ts';
import { type OwnerUsage, readOwnerUsage } from './ownerUsage.ts';
import { purgeVersions } from './purgeVersions.ts';
import {
  type CurrentExtraction,
  type ExtractionLook,
  extractionLook,
  readCurrentExtraction,
} from './readCurrentExtraction.ts';
import { readDerivatives } from './readDerivatives.ts';
import { readOutcomes } from './readOutcomes.ts';
import { trashVersions } from './trashVersions.ts';
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
  /**
   * Ends a file that is in the trash: it is in no list any more and counts against no quota, and the next sweep removes its
   * bytes. Throws `INVALID_STATE` while a version is being checked.
   */
  purge: (change: CatalogueChange) => Promise<void>;
  /** What became of a file, newest first and in words that tell nothing about reviewers; also of a file in the trash. */
  history: (query: { ownerId: string; fileId: string }) => Promise<HistoryEvent[]>;
  /** What was read out of the current version; that it was looked at, or saved, is an audit event. */
  extraction: (change: CatalogueChange & ExtractionLook) => Promise<CurrentExtraction | null>;
  /** What the owner holds, altogether and by profile. */
  usage: (ownerId: string) => Promise<OwnerUsage>;
};

const maxNameLength = 255;

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
        const versions = await lockVersions(client, { ...change, place: 'files' });
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
        const { rows } = await lockVersions(client, { ...change, place: 'files' });
        const now = clock();
        await trashVersions(client, {
          fileId: change.fileId,
          rows,
          event: (action, row) => fileEvent(change, action, row.version, now),
          now,
          random,
        });
      }),

    restore: (change) =>
      inTransaction(pool, async (client) => {
        const { rows } = await lockVersions(client, { ...change, place: 'trash' });
        const now = clock();
        const restored = rows.filter((row) => row.state === 'deleted');
        if (restored.length === 0) throw noSuchFile();
        await changeStates(client, restored, null, now);
        // Its time begins anew: what the profile's retention took away and its owner took back stays.
        await client.query(
          'update valetkey.file set deleted_at = null, retained_from = $2, updated_at = $2 where id = $1',
          [change.fileId, now],
        );
        const events = restored.map((row) => fileEvent(change, 'file.restored', row.version, now));
        await insertAuditEvents(client, events, random);
        return readFile(client, change.ownerId, change.fileId);
      }),

    purge: (change) =>
      inTransaction(pool, async (client) => {
        const { rows } = await lockVersions(client, { ...change, place: 'trash' });
        const now = clock();
        await purgeVersions(client, {
          rows,
          event: (action, row) => fileEvent(change, action, row.version, now),
          now,
          random,
        });
      }),

    history: (query) => readFileHistory(pool, query),

    extraction: (change) =>
      inTransaction(pool, async (client) => {
        await assertOwn(client, change);
        const current = await readCurrentExtraction(client, change.fileId);
        if (current?.extraction?.extracted != null)
          await insertAuditEvents(
            client,
            [fileEvent(change, extractionLook(change), current.version, clock())],
            random,
          );
        return current;
      }),

    usage: (ownerId) => readOwnerUsage(pool, ownerId),
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

async function assertOwn(
  client: Pick<PoolClient, 'query'>,
  { ownerId, fileId }: CatalogueChange,
): Promise<void> {
  if (!isId(fileId)) throw noSuchFile();
  const { rowCount } = await client.query(
    'select from valetkey.file where id = $1 and owner_id = $2 and place is not null and deleted_at is null',
    [fileId, ownerId],
  );
  if (rowCount !== 1) throw noSuchFile();
}

async function readFile(
  client: Pick<PoolClient, 'query'>,
  ownerId: string,
  fileId: string,
): Promise<CatalogueFile> {
  if (!isId(fileId)) throw noSuchFile();
  const files = await client.query<FileRow>(
    `select ${fileColumns} from valetkey.file f
     where id = $1 and owner_id = $2 and deleted_at is null and last_version > 0`,
    [fileId, ownerId],
  );
  const file = files.rows[0];
  if (file === undefined) throw noSuchFile();
  const versions = await client.query<UploadRow>(
    'select * from valetkey.upload where file_id = $1 order by version desc',
    [fileId],
  );
  const current = currentRow(versions.rows, file.current_version);
  const derivatives = await readDerivatives(
    client,
    current === undefined ? [] : [{ fileId, version: current.version }],
    { isList: false },
  );
  return {
    ...toCatalogueFile(file, versions.rows, await readOutcomes(client, versions.rows), derivatives),
    checksumSha256: current?.checksum_sha256 ?? null,
    metadata: current?.metadata ?? null,
  };
}
