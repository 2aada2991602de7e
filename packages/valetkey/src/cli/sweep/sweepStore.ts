import type { Pool } from 'pg';
import { createPostgresRecords } from '../../postgres/index.ts';
import { readBeginning } from '../../postgres/readBeginning.ts';
import type { BucketClient } from '../../s3/index.ts';
import type { StoredObject } from '../../server/index.ts';
import { isForeignBucket, sweepOrphans } from '../../server/sweepOrphans.ts';

export type SweepFindings = {
  store: { objects: number; bytes: number; openMultiparts: number };
  /** Unclaimed for a day or longer; only counted in a dry run. */
  removed: { objects: number; bytes: number; multiparts: number };
  records: {
    compared: number;
    /** `null` when the store does not list in order. */
    missing: Pick<StoredObject, 'fileId' | 'version' | 'state'>[] | null;
  };
  /** Steps that failed; the next sweep tries again. */
  failures: string[];
};

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
  const missing: StoredObject[] = [];
  const failures: string[] = [];

  async function* listObjects(list: Parameters<BucketClient['listObjects']>[0]) {
    for await (const object of client.listObjects(list)) {
      store.objects++;
      store.bytes += object.size;
      if (store.objects % 1_000 === 0) say(`looking at ${list.prefix} (${store.objects} objects)`);
      yield object;
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
  const report = { abortedMultiparts: 0, removedOrphans: 0, removedBytes: 0, missingObjects: 0 };
  const compared = await sweepOrphans({
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
    onMissing: (object) => missing.push(object),
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
      compared: compared.count,
      missing: compared.isInOrder
        ? missing.map(({ fileId, version, state }) => ({ fileId, version, state }))
        : null,
    },
    failures,
  };
}
