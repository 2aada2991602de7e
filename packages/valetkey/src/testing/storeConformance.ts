import { bucketAndAuthChecks } from './storeConformance/bucketAndAuthChecks.ts';
import type { ConformanceCheck, ConformanceContext } from './storeConformance/ConformanceContext.ts';
import { checksumChecks } from './storeConformance/checksumChecks.ts';
import { conditionalAndCorsChecks } from './storeConformance/conditionalAndCorsChecks.ts';
import { type ConformanceTarget, createRawClient } from './storeConformance/createRawClient.ts';
import { listAndKeyChecks } from './storeConformance/listAndKeyChecks.ts';
import { multipartChecks } from './storeConformance/multipartChecks.ts';
import { objectChecks } from './storeConformance/objectChecks.ts';

/** What an S3 store must (`M`) and should (`N`) do for Valet Key, each with the request that shows it. */
export const storeConformance: readonly ConformanceCheck[] = [
  ...bucketAndAuthChecks,
  ...conditionalAndCorsChecks,
  ...multipartChecks,
  ...checksumChecks,
  ...listAndKeyChecks,
  ...objectChecks,
];

export type StoreConformanceOptions = ConformanceTarget & {
  /** Existing buckets that the checks may fill. */
  bucket: string;
  otherBucket: string;
  /** Checks to run. @default all */
  only?: (check: ConformanceCheck) => boolean;
  hasEscaped?: ConformanceContext['hasEscaped'];
  /** Called after each check. */
  onResult?: (result: ConformanceResult) => void;
};

export type ConformanceResult = Pick<ConformanceCheck, 'id' | 'level' | 'title'> & {
  passed: boolean;
  /** Why it failed. */
  reason: string | null;
  milliseconds: number;
};

/** The context that checks run in, and the removal of the buckets they made. */
export function createConformanceContext(
  options: StoreConformanceOptions,
): ConformanceContext & { close(): Promise<void> } {
  const client = createRawClient(options);
  const made: string[] = [];
  return {
    client,
    bucket: options.bucket,
    otherBucket: options.otherBucket,
    accessKeyId: options.accessKeyId,
    ...(options.hasEscaped && { hasEscaped: options.hasEscaped }),
    async newBucket() {
      const bucket = `${options.bucket.slice(0, 40)}-${made.length}-${client.now().getTime().toString(36)}`;
      const response = await client.createBucket(bucket);
      if (response.status !== 200)
        throw new Error(`CreateBucket answered ${response.status} ${response.tag('Code') ?? ''}`);
      made.push(bucket);
      return bucket;
    },
    async close() {
      for (const bucket of made) {
        const list = await client.send({ method: 'GET', bucket, query: { 'list-type': '2' } });
        for (const key of list.tags('Key')) await client.send({ method: 'DELETE', bucket, key });
        await client.send({ method: 'DELETE', bucket });
      }
    },
  };
}

/** Runs the checks one after another against any store. */
export async function runStoreConformance(options: StoreConformanceOptions): Promise<ConformanceResult[]> {
  const context = createConformanceContext(options);
  const results: ConformanceResult[] = [];
  try {
    for (const { id, level, title, run } of storeConformance.filter(options.only ?? (() => true))) {
      const started = performance.now();
      let reason: string | null = null;
      try {
        await run(context);
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
      const result = {
        id,
        level,
        title,
        passed: reason === null,
        reason,
        milliseconds: performance.now() - started,
      };
      results.push(result);
      options.onResult?.(result);
    }
  } finally {
    await context.close();
  }
  return results;
}
