import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { createPostgresRecords } from 'valetkey/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProcessorRecords, type RunKey } from '@/shared/processor-runs/index.server';
import { addAvailableFile } from '../../test/addAvailableFile';
import { buildProgram } from '../../test/buildProgram';
import { createMortal } from '../../test/mortalPool';
import { openPortalDatabase, type PortalDatabase } from '../../test/openPortalDatabase';
import { testProcessors } from '../../test/testProcessors';
import { type Containment, createContainment } from '../containment/createContainment';
import { createProcessing } from './createProcessing';
import { registerProcessors } from './registerProcessors';

/*
 * A worker that is killed at each statement and each other step of a run, before and after it, on a real database: its job is done again
 * from the start by the next one, as the queue does with what nobody finished.
 */

const clock = () => new Date('2030-01-01T00:00:00Z');
const content = 'one two two three';
const processors = testProcessors.filter(({ name }) => ['counter', 'dependent', 'remote'].includes(name));

let database: PortalDatabase;
let owner: Pool;
let containment: Containment;
let program: Awaited<ReturnType<typeof buildProgram>>;
beforeAll(async () => {
  database = await openPortalDatabase();
  ({ owner } = database);
  containment = await createContainment();
  program = await buildProgram('test/testProcessorProgram.ts');
  await registerProcessors(database.worker, processors, clock());
});
afterAll(async () => {
  await database?.close();
  await program?.remove();
});

/** Derivatives, recorded as the library does it, without bytes. */
function deriving(pool: Pool) {
  const records = createPostgresRecords({ pool });
  return {
    derive: async (
      uploadId: string,
      maker: { plan: (upload: never) => readonly { name: string; contentType: string }[] },
    ) => {
      const attemptId = randomUUID();
      const claimed = await records.beginDerivation({
        uploadId,
        attemptId,
        planned: maker.plan({} as never),
        now: clock(),
      });
      if (claimed === null || claimed.length === 0) return;
      await records.finishDerivation({
        uploadId,
        attemptId,
        now: clock(),
        results: maker.plan({} as never).map((one) => ({
          ...one,
          state: 'available',
          size: 1,
          width: null,
          height: null,
          durationSeconds: null,
          reason: null,
          objectKey: `derived/${attemptId}/${one.name}`,
        })),
        event: {
          at: clock(),
          actor: { type: 'system', id: 'valetkey' },
          action: 'derivatives.made',
          fileId: uploadId,
          version: 1,
          purpose: null,
          reason: null,
          requestId: 'r',
        },
      });
    },
  };
}

type Run = { state: string; reason: string | null };
const runOf = async ({ uploadId, processor }: RunKey): Promise<Run> =>
  (
    await owner.query(
      'select state, reason from portal.processor_run where upload_id = $1 and processor = $2',
      [uploadId, processor],
    )
  ).rows[0];

async function countEvents(fileId: string): Promise<Record<string, number>> {
  const { rows } = await owner.query(
    'select action, count(*)::integer as times from valetkey.audit_event where file_id = $1 group by action',
    [fileId],
  );
  return Object.fromEntries(rows.map(({ action, times }) => [action, times]));
}

/** Steps between two deaths: a run of a processor takes a second, and the complete run looks at each of them. */
const stride = process.env.VALETKEY_TEST_FULL ? 1 : 4;
const moments = [
  ['before a step', false],
  ['after a step', true],
] as const;

/** Has a file processed by workers of which the first dies at one of its steps; tells how many there were in all. */
async function processWith(
  name: string,
  { step, isAfter, send }: { step: number; isAfter: boolean; send?: (token: string) => void },
) {
  const uploadId = await addAvailableFile(
    { owner, app: database.app, now: clock() },
    { size: content.length },
  );
  const key: RunKey = {
    uploadId,
    processor: name,
    version: processors.find((one) => one.name === name)!.version,
  };
  const mortal = createMortal(database.worker);
  const processing = createProcessing({
    pool: mortal.pool,
    processors,
    containment,
    program: program.path,
    reader: {
      getObject: () => mortal.step(async () => ({ body: new Response(content).body! }) as never),
    },
    valetKey: deriving(mortal.pool) as never,
    makers: [],
    handOff: {
      send: ({ token }) =>
        mortal.step(async () => {
          send?.(token);
          return null;
        }),
    },
    clock,
    logger: { info: () => {} },
  });
  Object.assign(mortal.life, { stepsLeft: step, isAfter });
  let deaths = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await processing.process(key, {
        signal: new AbortController().signal,
        requestId: `job-1-${attempt}`,
        isLastAttempt: false,
      });
      if (!mortal.life.isDead) return { key, deaths };
    } catch (error) {
      if (!mortal.life.isDead) throw error;
    }
    deaths += 1;
    mortal.restart();
  }
}

it.each(moments)(
  'a worker that is killed %s of a run says the result once',
  { timeout: 120_000 },
  async (_, isAfter) => {
    for (let step = 1; ; step += stride) {
      expect(step).toBeLessThan(60);
      const { key, deaths } = await processWith('counter', { step, isAfter });
      const message = `step ${step}`;
      expect(await runOf(key), message).toEqual({ state: 'available', reason: null });
      const values = await owner.query(
        'select count(*)::integer as n from portal.processor_value where upload_id = $1',
        [key.uploadId],
      );
      // Bytes, a name, and a word with its count for each of three.
      expect(values.rows, message).toEqual([{ n: 8 }]);
      const { rows } = await owner.query('select name, state from valetkey.derivative where upload_id = $1', [
        key.uploadId,
      ]);
      expect(rows, message).toEqual([{ name: 'counter-list', state: 'available' }]);
      expect(await countEvents(key.uploadId), message).toEqual({
        'file.available': 1,
        'derivatives.made': 1,
        'processor.event': 1,
        'processor.finished': 1,
      });
      if (deaths > 0) continue;
      expect(step).toBeGreaterThan(20);
      return;
    }
  },
);

it.each(moments)(
  'a worker that is killed %s of a hand-off leaves one token that is good',
  async (_, isAfter) => {
    for (let step = 1; ; step += 1) {
      expect(step).toBeLessThan(30);
      const sent: string[] = [];
      const { key, deaths } = await processWith('remote', {
        step,
        isAfter,
        send: (token) => sent.push(token),
      });
      const message = `step ${step}`;
      expect(await runOf(key), message).toEqual({ state: 'handed_over', reason: null });
      // Who was told twice has the second token; the first one is void.
      const good = await Promise.all(sent.map((token) => isGood(token)));
      expect(good.filter(Boolean), message).toHaveLength(1);
      expect(good.at(-1), message).toBe(true);
      expect((await countEvents(key.uploadId))['processor.finished'], message).toBeUndefined();
      if (deaths > 0) continue;
      expect(step).toBeGreaterThan(7);
      return;
    }
  },
);

async function isGood(token: string): Promise<boolean> {
  return (await createProcessorRecords({ pool: database.app, clock }).findHandedOver(token)) !== null;
}
