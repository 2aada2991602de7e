import type { Pool } from 'pg';
import { Webhook } from 'standardwebhooks';
import { createAuditTrail, createPostgresRecords } from 'valetkey/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readResults } from '@/entities/processor/index.server';
import { jobKinds } from '@/shared/jobs/index.server';
import { createProcessorRecords, type RunKey } from '@/shared/processor-runs/index.server';
import { signWebhook } from '@/shared/webhooks/index.server';
import { addAvailableFile, eventOf, type NewFile } from '../../test/addAvailableFile';
import { buildProgram } from '../../test/buildProgram';
import { openPortalDatabase, type PortalDatabase } from '../../test/openPortalDatabase';
import { testProcessors } from '../../test/testProcessors';
import { type Containment, createContainment } from '../containment/createContainment';
import type { SendInput, SendOutcome } from '../notify/createWebhookSender';
import { createHandOff, withReceiver } from './createHandOff';
import { createProcessing, type ProcessingOptions } from './createProcessing';
import { registerProcessors } from './registerProcessors';

/*
 * Processors on a real database with the logins that the system uses, in contained processes of their own: who is asked and when,
 * what counts of their answers, and what a broken or hostile one does to others, which is nothing.
 */

const clock = () => new Date('2030-01-01T00:00:00Z');
const signal = new AbortController().signal;
const attempt = { signal, requestId: 'job-1-1', isLastAttempt: false };
const content = 'one two two three';
const whsec = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let database: PortalDatabase;
let owner: Pool;
let app: Pool;
let worker: Pool;
let containment: Containment;
let program: Awaited<ReturnType<typeof buildProgram>>;

beforeAll(async () => {
  database = await openPortalDatabase();
  ({ owner, app, worker } = database);
  containment = await createContainment();
  program = await buildProgram('test/testProcessorProgram.ts');
});
afterAll(async () => {
  await database?.close();
  await program?.remove();
});

const logged: unknown[] = [];
beforeEach(async () => {
  await owner.query('truncate graphile_worker._private_jobs, portal.processor, portal.processor_run cascade');
  logged.length = 0;
});

const processing = (changes: Partial<ProcessingOptions> = {}) =>
  createProcessing({
    pool: worker,
    processors: testProcessors,
    containment,
    program: program.path,
    reader: {
      getObject: async () => ({ body: new Response(content).body! }) as never,
    },
    valetKey: { derive: vi.fn() },
    makers: [],
    handOff: { send: async () => 'nobody' },
    clock,
    logger: { info: (...line: unknown[]) => void logged.push(line[0]) } as never,
    ...changes,
  });

const addFile = (file: NewFile = {}) =>
  addAvailableFile({ owner, app, now: clock() }, { ...file, size: content.length });
/** As the application's login, which has no rights on runs or the queue. */
const say = (fileId: string, action: string) =>
  createAuditTrail({ pool: app }).record([eventOf(fileId, action, clock())]);

/** Another system may be away for an evening. */
const handOffAttempts = 12;

async function queued(): Promise<RunKey[]> {
  const { rows } = await owner.query<{ payload: RunKey; max_attempts: number }>(
    `select payload, max_attempts from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'process' order by j.id`,
  );
  for (const { payload, max_attempts } of rows) {
    jobKinds.process.payload.parse(payload);
    const attempts = payload.processor === 'remote' ? handOffAttempts : jobKinds.process.maxAttempts;
    expect(max_attempts).toBe(attempts);
  }
  return rows.map(({ payload }) => payload);
}

const runsOf = async (uploadId: string) =>
  (
    await owner.query(
      'select processor, processor_version as version, state, reason from portal.processor_run where upload_id = $1 order by 1, 2',
      [uploadId],
    )
  ).rows;

const look = (fileId: string, processors = testProcessors) =>
  readResults(
    { pool: app, processors, clock },
    { fileId, actor: { type: 'user', id: 'alice' }, purpose: null, requestId: 'r-2' },
  );

const only = (...names: string[]) => testProcessors.filter(({ name }) => names.includes(name));
const register = (...names: string[]) => registerProcessors(worker, only(...names), clock());
const keyOf = (uploadId: string, processor: string): RunKey => ({
  uploadId,
  processor,
  version: testProcessors.find(({ name }) => name === processor)!.version,
});

async function eventsOf(fileId: string, action: string) {
  const { rows } = await owner.query(
    'select actor_id, details::json as details from valetkey.audit_event where file_id = $1 and action = $2 order by seq',
    [fileId, action],
  );
  return rows;
}

describe('who is asked', () => {
  it('is who accepts type, extension and profile, in the transaction that makes the version available', async () => {
    await register('counter', 'silent');
    const text = await addFile();
    const table = await addFile({ contentType: 'text/csv', name: 'a.csv' });
    const other = await addFile({ profile: 'letters' });
    expect(await queued()).toEqual([keyOf(text, 'counter'), keyOf(text, 'silent'), keyOf(other, 'counter')]);
    expect(await runsOf(table)).toEqual([]);
    const client = await app.connect();
    try {
      await client.query('begin');
      await createAuditTrail({ pool: app }).record([eventOf(table, 'file.available', clock())], client);
      await client.query('rollback');
    } finally {
      client.release();
    }
    expect(await queued()).toHaveLength(3);
  });

  it('is asked once, whatever is said how often, and nobody who is gone from the configuration', async () => {
    await register('counter');
    const id = await addFile();
    for (const action of ['file.available', 'file.released', 'file.restored', 'extraction.made'])
      await say(id, action);
    expect(await queued()).toEqual([keyOf(id, 'counter')]);
    await register('silent');
    const later = await addFile();
    expect((await runsOf(later)).map(({ processor }) => processor)).toEqual(['silent']);
    await processing({ processors: only('silent') }).process(keyOf(id, 'counter'), attempt);
    expect(await runsOf(id)).toMatchObject([{ state: 'not_available', reason: 'processor_retired' }]);
  });
});

describe('what it comes to', () => {
  it('are rows with types, events, a derivative and a line in the log, once', async () => {
    await register('counter');
    const id = await addFile();
    const derive = vi.fn(
      async (_id: string, maker: Parameters<ProcessingOptions['valetKey']['derive']>[1]) => {
        expect(maker.plan({} as never)).toEqual([{ name: 'counter-list', contentType: 'text/csv' }]);
        const made = await maker.make({ names: new Set(['counter-list']) } as never);
        expect(made).toEqual([
          expect.objectContaining({ name: 'counter-list', body: expect.any(Uint8Array) }),
        ]);
      },
    );
    const worked = processing({ valetKey: { derive } });
    await worked.process(keyOf(id, 'counter'), attempt);
    await worked.process(keyOf(id, 'counter'), attempt);
    expect(derive).toHaveBeenCalledOnce();
    expect(await look(id)).toEqual({
      version: 1,
      results: [
        {
          processor: 'counter',
          title: 'Counted',
          state: 'available',
          reason: null,
          reasonLabel: null,
          values: [
            { name: 'bytes', label: 'Bytes', value: content.length },
            { name: 'name', label: 'name', value: null },
          ],
          lists: [
            {
              name: 'words',
              label: 'Words',
              columns: [
                { name: 'word', label: 'word' },
                { name: 'count', label: 'count' },
              ],
              rows: [
                ['one', 1],
                ['two', 2],
                ['three', 1],
              ],
            },
          ],
          derivatives: [],
        },
      ],
    });
    expect(await eventsOf(id, 'processor.event')).toEqual([
      {
        actor_id: 'processor:counter',
        details: { processor: 'counter', processorVersion: 3, event: 'many_words', words: 3 },
      },
    ]);
    expect(await eventsOf(id, 'processor.finished')).toHaveLength(1);
    expect(await eventsOf(id, 'results.read')).toHaveLength(1);
    expect(logged).toEqual([
      { requestId: 'job-1-1', processor: 'counter', word: 'counted', figures: { words: 3, first: 111 } },
    ]);
    const { rows } = await owner.query(
      `select sum(number_value) from portal.processor_value where processor = 'counter' and name = 'count'`,
    );
    expect(rows).toEqual([{ sum: 4 }]);
  });

  it('may be nothing, or a refusal that is final', async () => {
    await register('counter', 'silent');
    const id = await addFile();
    const derive = vi.fn();
    await processing({ valetKey: { derive } }).process(keyOf(id, 'silent'), attempt);
    // Nothing was made, and nothing says so on the page of a file.
    expect(derive).not.toHaveBeenCalled();
    const worked = processing({
      reader: { getObject: async () => ({ body: new Response('1 2 3').body! }) as never },
    });
    await worked.process(keyOf(id, 'counter'), attempt);
    expect(await look(id)).toMatchObject({
      results: [
        { processor: 'counter', state: 'failed', reason: 'no_words', reasonLabel: 'There is no word in it.' },
        { processor: 'silent', state: 'empty' },
      ],
    });
  });

  it('ends what an attempt that died has begun to make', async () => {
    await register('silent');
    const id = await addFile();
    const list = { name: 'silent-list', contentType: 'text/csv' };
    const records = createPostgresRecords({ pool: worker });
    await records.beginDerivation({ uploadId: id, attemptId: 'dead', planned: [list], now: clock() });
    const derive = vi.fn(
      async (_id: string, maker: Parameters<ProcessingOptions['valetKey']['derive']>[1]) => {
        expect(await maker.make({ names: new Set(['silent-list']) } as never)).toEqual([
          { ...list, state: 'not_available', reason: 'not_made' },
        ]);
      },
    );
    await processing({ valetKey: { derive } }).process(keyOf(id, 'silent'), attempt);
    expect(derive).toHaveBeenCalledOnce();
  });

  it('is shown while the version is available, and ends with it', async () => {
    await register('counter');
    const id = await addFile();
    await processing().process(keyOf(id, 'counter'), attempt);
    await owner.query(`update valetkey.upload set state = 'deleted' where id = $1`, [id]);
    expect(await look(id)).toBeNull();
    await owner.query(`update valetkey.upload set state = 'purged' where id = $1`, [id]);
    expect(await runsOf(id)).toEqual([]);
    expect((await owner.query('select from portal.processor_value')).rowCount).toBe(0);
  });
});

describe('who waits', () => {
  const unread = { contentType: 'application/rtf' };

  it('runs when what it needs is settled, and not before', async () => {
    await register('counter', 'dependent');
    const id = await addFile(unread);
    const worked = processing();
    await worked.process(keyOf(id, 'dependent'), attempt);
    expect(await runsOf(id)).toMatchObject([{ state: 'pending' }, { state: 'waiting' }]);
    await owner.query('truncate graphile_worker._private_jobs');
    await worked.process(keyOf(id, 'counter'), attempt);
    // The other one's end asked for it.
    expect(await queued()).toEqual([keyOf(id, 'dependent')]);
    await worked.process(keyOf(id, 'dependent'), attempt);
    expect((await look(id))?.results[1]?.values).toEqual([
      { name: 'longest', label: 'longest', value: 'three' },
    ]);
  });

  it('waits while what it needs is tried again, and goes on without it when it was for the last time', async () => {
    await register('counter', 'dependent');
    const id = await addFile(unread);
    // Its script is not there, so it ends without an answer.
    const broken = processing({ program: '/nowhere.js' });
    await expect(broken.process(keyOf(id, 'counter'), attempt)).rejects.toThrow('failed: ProcessEnded');
    await processing().process(keyOf(id, 'dependent'), attempt);
    expect(await runsOf(id)).toMatchObject([{ state: 'pending' }, { state: 'waiting' }]);
    await owner.query('truncate graphile_worker._private_jobs');
    const last = { ...attempt, isLastAttempt: true };
    await expect(broken.process(keyOf(id, 'counter'), last)).rejects.toThrow();
    expect(await queued()).toEqual([keyOf(id, 'dependent')]);
    await processing().process(keyOf(id, 'dependent'), attempt);
    expect(await runsOf(id)).toMatchObject([
      { state: 'failed', reason: 'processor_failed' },
      { state: 'available' },
    ]);
  });

  it('waits for contents and pictures only of files that have them', async () => {
    await register('counter', 'dependent');
    const id = await addFile(unread);
    await processing().process(keyOf(id, 'counter'), attempt);
    const planned = { plan: () => [{ name: 'thumb', contentType: 'image/webp' }] };
    await processing({ makers: [planned] }).process(keyOf(id, 'dependent'), attempt);
    expect(await runsOf(id)).toMatchObject([{ state: 'available' }, { state: 'waiting' }]);
    await processing({ makers: [] }).process(keyOf(id, 'dependent'), attempt);
    expect(await runsOf(id)).toMatchObject([{ state: 'available' }, { state: 'available' }]);
    // Of a text the contents are read, and nobody did yet.
    const text = await addFile();
    for (const name of ['counter', 'dependent'])
      await processing({ makers: [] }).process(keyOf(text, name), attempt);
    expect(await runsOf(text)).toMatchObject([{ state: 'available' }, { state: 'waiting' }]);
  });
});

describe('another version of a processor', () => {
  const next = (changes: object = {}) =>
    testProcessors.map((one) => (one.name === 'counter' ? { ...one, version: 4, ...changes } : one));
  const nextKey = (uploadId: string): RunKey => ({ uploadId, processor: 'counter', version: 4 });
  const registerNext = (changes: object = {}) =>
    registerProcessors(
      worker,
      next(changes).filter(({ name }) => name === 'counter'),
      clock(),
    );

  it('takes over what the one before left undone or broke at, and nothing that it ended', async () => {
    await register('counter');
    const [waiting, broken, ended] = [await addFile(), await addFile(), await addFile()];
    await processing().process(keyOf(ended, 'counter'), attempt);
    await owner.query(
      `update portal.processor_run set state = 'failed', reason = 'processor_failed' where upload_id = $1`,
      [broken],
    );
    const records = createProcessorRecords({ pool: worker, clock });
    const nothing = () => ({ hasExtraction: false, derivatives: [], processors: [] });
    await records.begin(keyOf(waiting, 'counter'), 'at work', nothing);
    await registerNext();
    // Again at each start, and nothing is asked for twice.
    await registerNext();
    const jobs = await queued();
    expect(jobs).toHaveLength(3);
    expect(jobs).toEqual(
      expect.arrayContaining([keyOf(ended, 'counter'), nextKey(waiting), nextKey(broken)]),
    );
    expect(await runsOf(ended)).toMatchObject([{ version: 3, state: 'available' }]);
    expect(await runsOf(broken)).toMatchObject([{ version: 4, state: 'pending' }]);
    const late = { attemptId: 'at work', requestId: 'r' };
    expect(await records.finish(keyOf(waiting, 'counter'), late, { state: 'empty' }, [])).toBe(false);
    await processing({ processors: next() }).process(nextKey(waiting), attempt);
    expect(await runsOf(waiting)).toEqual([
      { processor: 'counter', version: 4, state: 'available', reason: null },
    ]);
  });

  it('is not asked for what it does not take', async () => {
    await register('counter');
    const id = await addFile();
    await registerNext({ accepts: { contentTypes: ['image/*'] } });
    expect(await queued()).toEqual([]);
    expect(await runsOf(id)).toEqual([]);
  });

  it('is left to the workers that have it, and a job of the version before is theirs as well', async () => {
    await register('counter');
    const early = await addFile();
    await registerNext();
    const id = await addFile();
    await expect(processing().process(nextKey(id), attempt)).rejects.toThrow('no version 4');
    expect(await runsOf(id)).toMatchObject([{ state: 'pending' }]);
    // A file that became available while the other list was in force.
    await owner.query(`update portal.processor_run set processor_version = 3 where upload_id = $1`, [early]);
    await processing({ processors: next() }).process(keyOf(early, 'counter'), attempt);
    expect(await runsOf(early)).toMatchObject([{ version: 4, state: 'pending' }]);
    await processing({ processors: next() }).process(nextKey(early), attempt);
    expect(await runsOf(early)).toMatchObject([{ version: 4, state: 'available' }]);
  });

  it('makes the token of the one before void', async () => {
    await register('remote');
    const id = await addFile();
    const records = createProcessorRecords({ pool: worker, clock });
    const nothing = () => ({ hasExtraction: false, derivatives: [], processors: [] });
    await records.begin(keyOf(id, 'remote'), 'first', nothing);
    const expiresAt = new Date(clock().getTime() + 3_600_000);
    await records.handOver(keyOf(id, 'remote'), 'first', { token: 'a token', expiresAt });
    expect(await records.findHandedOver('a token')).not.toBeNull();
    const newer = only('remote').map((one) => ({ ...one, version: 2 }));
    await registerProcessors(worker, newer, clock());
    expect(await records.findHandedOver('a token')).toBeNull();
    expect(await runsOf(id)).toMatchObject([{ version: 2, state: 'pending' }]);
  });
});

describe('an attempt', () => {
  it('that was overtaken changes nothing, nor does one whose file is gone', async () => {
    await register('counter');
    const id = await addFile();
    const key = keyOf(id, 'counter');
    const records = createProcessorRecords({ pool: worker, clock });
    const nothing = () => ({ hasExtraction: false, derivatives: [], processors: [] });
    const values = [{ list: null, item: null, name: 'bytes', value: 1 }];
    expect(await records.begin(key, 'first', nothing)).not.toBeNull();
    expect(await records.begin(key, 'second', nothing)).not.toBeNull();
    const end = (attemptId: string) =>
      records.finish(key, { attemptId, requestId: 'r' }, { state: 'available', values }, []);
    expect(await end('first')).toBe(false);
    expect(await runsOf(id)).toMatchObject([{ state: 'pending' }]);
    await owner.query(`update valetkey.upload set state = 'deleted' where id = $1`, [id]);
    expect(await end('second')).toBe(false);
    await owner.query(`update valetkey.upload set state = 'available' where id = $1`, [id]);
    expect(await Promise.all([end('second'), end('second')])).toEqual(expect.arrayContaining([true, false]));
    expect(await records.begin(key, 'third', nothing)).toBeNull();
  });

  it('that the store breaks off is made again', async () => {
    await register('counter');
    const id = await addFile();
    const failing = processing({
      reader: { getObject: async () => Promise.reject(new Error('store away')) },
    });
    await expect(failing.process(keyOf(id, 'counter'), attempt)).rejects.toThrow('store away');
    await processing().process(keyOf(id, 'counter'), attempt);
    expect(await runsOf(id)).toMatchObject([{ state: 'available' }]);
  });
});

describe('a processor that breaks', () => {
  it.each([
    ['thrower', /^The processor thrower failed: TypeError/],
    ['knot', /failed: TypeError/],
    ['flood', /failed: an output has at most 1048576 bytes/],
    ['speaker', /failed: refuse takes a word of a-z, 0-9 and _ at testProcessors\.ts:\d+:\d+$/],
    ['excuse', /failed: refuse takes a word that is none of the portal's at testProcessors/],
    ['crier', /failed: emit takes at most 20 figures, numbers or booleans at testProcessors\.ts:/],
    ['liar', /not as its schema has it \(text\)/],
    ['deep', /a value is text, a number/],
    ['forger', /derivative picture is not what it is said to be/],
    ['linker', /DerivativeRefused/],
    ['usurper', /NoAnswer/],
    ['crasher', /ProcessEnded/],
  ])('%s fails its job, which is tried again and parked', async (name, message) => {
    await register(name);
    const id = await addFile();
    const failure: Error = await processing()
      .process(keyOf(id, name), { ...attempt, isLastAttempt: true })
      .then(
        () => new Error('it did not fail'),
        (error: Error) => error,
      );
    expect(failure.message).toMatch(message);
    expect(failure.message).not.toMatch(/SECRET|alice/);
    expect(await runsOf(id)).toMatchObject([{ state: 'failed', reason: 'processor_failed' }]);
    // What an operator mends and tries again works.
    const begun = await createProcessorRecords({ pool: worker, clock }).begin(
      keyOf(id, name),
      'again',
      () => ({
        hasExtraction: false,
        derivatives: [],
        processors: [],
      }),
    );
    expect(begun).not.toBeNull();
  });

  it.each([
    ['endless', 'too_much_time'],
    ['spinner', 'too_much_time'],
  ])('%s is ended at its limit, for good', async (name, reason) => {
    await register(name);
    const id = await addFile();
    await processing().process(keyOf(id, name), attempt);
    expect(await runsOf(id)).toMatchObject([{ state: 'failed', reason }]);
  });

  it.each([
    ['hoarder', 'in one process'],
    ['army', 'in many'],
  ])('%s takes memory without end %s: it is ended, told so, and nobody beside it notices', async (name) => {
    await register(name, 'counter');
    const id = await addFile();
    const { rss } = process.memoryUsage();
    await Promise.all([
      processing().process(keyOf(id, name), attempt),
      processing().process(keyOf(id, 'counter'), attempt),
    ]);
    expect(process.memoryUsage().rss - rss).toBeLessThan(100 * 1024 ** 2);
    expect(await runsOf(id)).toMatchObject(
      [
        ...[{ processor: name, state: 'failed', reason: 'too_much_memory' }],
        { processor: 'counter', state: 'available', reason: null },
      ].toSorted((a, b) => (a.processor < b.processor ? -1 : 1)),
    );
    expect(logged).toContainEqual(expect.objectContaining({ processor: name, word: 'too_much_memory' }));
  });

  it('has no secrets and no network, and what it prints is not its answer', async () => {
    await register('caller', 'chatty');
    const id = await addFile();
    const worked = processing();
    await worked.process(keyOf(id, 'caller'), attempt);
    await worked.process(keyOf(id, 'chatty'), attempt);
    const [caller, chatty] = (await look(id))!.results;
    const reached = containment.walls.hasNoNetwork ? 'ENETUNREACH' : 'ECONNREFUSED';
    expect(caller?.values[0]?.value).toBe(`no secrets ${reached}`);
    expect(chatty?.values[0]?.value).toBe('returned');
  });

  it('gets no file that is larger than it takes', async () => {
    await register('counter');
    const id = await addFile();
    await owner.query('update valetkey.upload set size = 100000000000 where id = $1', [id]);
    const getObject = vi.fn();
    await processing({ reader: { getObject } }).process(keyOf(id, 'counter'), attempt);
    expect(getObject).not.toHaveBeenCalled();
    expect(await runsOf(id)).toMatchObject([{ state: 'failed', reason: 'too_large' }]);
  });
});

describe('what is handed to another system', () => {
  const secret = whsec;
  const receivers = new Map([['remote', { url: 'https://work.example.com/hook', secret }]]);
  const sent: SendInput[] = [];
  let answer: SendOutcome;
  const handOff = () =>
    createHandOff({
      receivers,
      send: async (input) => {
        sent.push(input);
        return answer;
      },
      isLoopbackAllowed: false,
      version: '1.0.0',
      clock,
    });
  const tokenOf = (index: number): string => JSON.parse(sent[index]!.body).data.token;
  beforeEach(() => {
    sent.length = 0;
    answer = { status: 202, text: '', retryAfter: undefined, problem: null };
  });

  it('is told by a signed message with ids and a token, and nothing that names or reads the file', async () => {
    await register('remote');
    const id = await addFile({ name: 'very secret name.txt' });
    expect(await queued()).toEqual([keyOf(id, 'remote')]);
    await processing({ handOff: handOff() }).process(keyOf(id, 'remote'), attempt);
    expect(await runsOf(id)).toMatchObject([{ state: 'handed_over' }]);
    const [message] = sent;
    expect(new Webhook(secret).verify(message!.body, { ...message!.headers, ...fresh(message!) })).toEqual({
      type: 'processor.requested',
      timestamp: '2030-01-01T00:00:00.000Z',
      data: {
        processor: 'remote',
        processorVersion: 1,
        fileId: id,
        version: 1,
        contentType: 'text/plain',
        sizeBytes: content.length,
        token: expect.stringMatching(/^vkp_[\w-]{43}$/),
        expiresAt: '2030-01-01T02:00:00.000Z',
      },
    });
    expect(message!.body).not.toMatch(/secret|files\/|http/);
    const { rows } = await owner.query('select token_sha256 from portal.processor_run');
    expect(JSON.stringify(rows)).not.toContain(tokenOf(0));

    const records = createProcessorRecords({ pool: app, clock });
    const found = await records.findHandedOver(tokenOf(0));
    expect(found).toMatchObject({ fileId: id, isAvailable: true, attemptId: expect.any(String) });
    const end = () =>
      records.finish(
        found!.key,
        { attemptId: found!.attemptId!, requestId: 'r-3', answerSha256: 'a' },
        { state: 'available', values: [{ list: null, item: null, name: 'text', value: 'x' }] },
        [],
      );
    expect((await Promise.all([end(), end(), end()])).filter(Boolean)).toHaveLength(1);
    expect(await records.findHandedOver(tokenOf(0))).toMatchObject({ attemptId: null, answerSha256: 'a' });
    await processing({ handOff: handOff() }).process(keyOf(id, 'remote'), attempt);
    expect(sent).toHaveLength(1);
  });

  it('is sent again with another token when nobody took it, and the older one is void', async () => {
    await register('remote');
    const id = await addFile();
    answer = { status: 503, text: '', retryAfter: undefined, problem: null };
    const worked = processing({ handOff: handOff() });
    await expect(worked.process(keyOf(id, 'remote'), attempt)).rejects.toThrow('status 503');
    answer = { status: null, problem: 'timed_out' };
    await expect(worked.process(keyOf(id, 'remote'), attempt)).rejects.toThrow('timed_out');
    const records = createProcessorRecords({ pool: app, clock });
    expect(await records.findHandedOver(tokenOf(0))).toBeNull();
    // It may have been taken all the same.
    expect(await records.findHandedOver(tokenOf(1))).not.toBeNull();
  });

  it('ends by itself when no answer came in time', async () => {
    await register('remote');
    const id = await addFile();
    const worked = processing({ handOff: handOff() });
    await worked.process(keyOf(id, 'remote'), attempt);
    await worked.endExpired(new Date('2030-01-01T01:59:59Z'), 'job-2');
    expect(await runsOf(id)).toMatchObject([{ state: 'handed_over' }]);
    const late = new Date('2030-01-01T02:00:00Z');
    await worked.endExpired(late, 'job-2');
    expect(await runsOf(id)).toMatchObject([{ state: 'failed', reason: 'hand_off_expired' }]);
    const records = createProcessorRecords({ pool: app, clock: () => late });
    expect(await records.findHandedOver(tokenOf(0))).toBeNull();
    expect(await eventsOf(id, 'processor.finished')).toMatchObject([
      { details: { outcome: 'hand_off_expired' } },
    ]);
    // An administrator may have it asked for again.
    await worked.process(keyOf(id, 'remote'), attempt);
    expect(sent).toHaveLength(2);
    expect(await runsOf(id)).toMatchObject([{ state: 'handed_over' }]);
  });

  it('is off where it is not known who does it, and goes to public addresses only', () => {
    expect(withReceiver(only('remote', 'silent'), new Map()).map(({ name }) => name)).toEqual(['silent']);
    for (const url of [
      'http://work.example.com',
      'https://10.0.0.1/',
      'https://localhost/',
      'https://a@b.example/',
    ])
      expect(() =>
        createHandOff({
          receivers: new Map([['remote', { url, secret }]]),
          send: vi.fn(),
          isLoopbackAllowed: false,
          version: '1',
          clock,
        }),
      ).toThrow();
  });
});

/** The library looks at the clock: the same message, signed now. */
function fresh({ headers, body }: SendInput): Record<string, string> {
  const at = new Date();
  expect(headers['webhook-timestamp']).toBe(String(clock().getTime() / 1_000));
  const again = signWebhook({ messageId: headers['webhook-id']!, at: clock(), body, secrets: [whsec] });
  expect(headers['webhook-signature']).toBe(again['webhook-signature']);
  return signWebhook({ messageId: headers['webhook-id']!, at, body, secrets: [whsec] });
}
