import { describe, expect, it } from 'vitest';
import { createHealthCheck } from './checkHealth';

const capabilities = {
  postPolicy: true,
  conditionalPut: true,
  signedLength: true,
  checksumSha256: true,
  refusesUnsignedHeaders: true,
  clockSkewSeconds: 0,
};

describe('createHealthCheck', () => {
  it('asks each part once for all who ask at the same time, and anew for those who come later', async () => {
    let queries = 0;
    let heads = 0;
    const check = createHealthCheck({
      pool: { query: async () => void queries++ } as never,
      probe: async () => ({ capabilities, warnings: [] }),
      bucketClient: { headBucket: async () => ++heads < 2 },
    });
    const answers = await Promise.all(Array.from({ length: 100 }, check));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['ok']));
    expect([queries, heads]).toEqual([1, 1]);
    expect(await check()).toMatchObject({ status: 'failing', parts: { database: 'ok', store: 'failing' } });
    expect([queries, heads]).toEqual([2, 2]);
  });
});
