import { describe, expect, it } from 'vitest';
import { recordsConformance } from '../testing/recordsConformance.ts';
import { createMemoryRateLimit } from './createMemoryRateLimit.ts';
import { createMemoryRecords } from './createMemoryRecords.ts';

describe('createMemoryRecords', () => {
  recordsConformance(
    async () => {
      let isFailing = false;
      const records = createMemoryRecords({
        onEvent: () => {
          if (isFailing) throw new Error('no event today');
        },
      });
      return {
        records,
        listEvents: async (fileId) =>
          records
            .events()
            .filter((event) => event.fileId === fileId)
            .map(({ action, version }) => ({ action, version })),
        failEvents: async () => {
          isFailing = true;
          return async () => {
            isFailing = false;
          };
        },
      };
    },
    { describe, it, expect },
  );

  it('hands each job to the listener after its transition', async () => {
    const jobs: string[] = [];
    const records = createMemoryRecords({ onJob: (job) => jobs.push(job.name) });
    expect(jobs).toEqual([]);
    expect(records.events()).toEqual([]);
  });
});

describe('createMemoryRateLimit', () => {
  it('refuses above the limit until the window ends, per key', async () => {
    let now = Date.UTC(2030, 0, 1);
    const rateLimit = createMemoryRateLimit({ clock: () => new Date(now) });
    const options = { limit: 2, windowSeconds: 60 };
    const isAllowed = async (key: string) => (await rateLimit(key, options)).allowed;
    expect([await isAllowed('a'), await isAllowed('a'), await isAllowed('a'), await isAllowed('b')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    now += 30_000;
    expect(await rateLimit('a', options)).toEqual({ allowed: false, retryAfterSeconds: 30 });
    now += 30_000;
    expect(await isAllowed('a')).toBe(true);
  });
});
