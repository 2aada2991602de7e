import type { Pool } from 'pg';
import { createPostgresRecords } from '../../postgres/index.ts';
import { isStillStored, listStoredKeys, type StoredKey } from '../../postgres/listStoredKeys.ts';
import { readBeginning } from '../../postgres/readBeginning.ts';
import type { BucketClient } from '../../s3/index.ts';
import { mapBounded } from '../../server/mapBounded.ts';
import { isForeignBucket, sweepOrphans } from '../../server/sweepOrphans.ts';
import { compareKeys } from './compareKeys.ts';

export type SweepFindings = {
  store: { objects: number; bytes: number; openMultiparts: number };
  /** Unclaimed for a day or longer; only counted in a dry run. */
  removed: { objects: number; bytes: number; multiparts: number };
  records: {
    compared: number;
    /** `null` when the store does not list in order. */
    missing: Pick<StoredKey, 'fileId' | 'version' | 'state'>[] | null;
  };
  /** Steps that failed; the next sweep tries again. */
  failures: string[];
};

/** One listing serves both directions: each key is asked of the records, and each record waits for its key to come by. */
export async function sweepStore(input: {
  pool: Pool;
  client: BucketClient;
  isDryRun: boolean;
  isForced: boolean;
  now: Date;
  signal: AbortSignal;
  say: (text: string) => void;
}): Promise<SweepFindings> {
  const { pool, client, isDryRun, isForced, now, signal, say } = input;
  const store = { objects: 0, bytes: 0, openMultiparts: 0 };
  const missing: StoredKey[] = [];
  const failures: string[] = [];
  let compared = 0;
  let isOutOfOrder = false;

  async function* listObjects(list: Parameters<BucketClient['listObjects']>[0]) {
    const connection = await pool.connect();
    const expected = listStoredKeys(connection, list.prefix);
    try {
      const comparison = compareKeys(expected);
      for await (const object of client.listObjects(list)) {
        store.objects++;
        store.bytes += object.size;
        if (store.objects % 1_000 === 0) say(`looking at ${list.prefix} (${store.objects} objects)`);
        await comparison.see(object.key);
        yield object;
      }
      await comparison.end();
      compared += comparison.compared;
      isOutOfOrder ||= comparison.isOutOfOrder;
      missing.push(...comparison.missing);
    } finally {
      await expected.return(undefined);
      connection.release();
    }
  }

  async function* listMultipartUploads(list: Parameters<BucketClient['listMultipartUploads']>[0]) {
    for await (const open of client.listMultipartUploads(list)) {
      store.openMultiparts++;
      yield open;
    }
  }

  const records = createPostgresRecords({ pool });
  const acting = { requestId: 'valetkey-sweep' };
  const onError = (error: unknown) => failures.push(error instanceof Error ? error.message : String(error));
  const isForeign =
    !isForced &&
    (await isForeignBucket({ context: { records, bucketClient: client, onError }, acting, now, signal }));
  const report = { abortedMultiparts: 0, removedOrphans: 0, removedBytes: 0 };
  await sweepOrphans({
    context: {
      records,
      bucketClient: {
        ...client,
        listObjects,
        listMultipartUploads,
        ...((isDryRun || isForeign) && {
          deleteObjects: async () => [],
          abortMultipartUpload: async () => {},
        }),
      },
      onError,
    },
    acting,
    report,
    now,
    signal,
    ownSince: isForced ? undefined : await readBeginning(pool),
  });
  say(`looking again for ${missing.length} objects`);
  // Between the list and the records something may have been removed or written: each is asked again before it is called missing.
  const confirmed = await mapBounded(isOutOfOrder ? [] : missing, 8, async (stored) => {
    signal.throwIfAborted();
    if ((await client.headObject({ key: stored.key, signal })) !== null) return [];
    return (await isStillStored(pool, stored)) ? [stored] : [];
  });
  return {
    store,
    removed: isForeign
      ? { objects: 0, bytes: 0, multiparts: 0 }
      : {
          objects: report.removedOrphans,
          bytes: report.removedBytes,
          multiparts: report.abortedMultiparts,
        },
    records: {
      compared,
      missing: isOutOfOrder
        ? null
        : confirmed.flat().map(({ fileId, version, state }) => ({ fileId, version, state })),
    },
    failures,
  };
}
