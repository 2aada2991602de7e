import { describe, expect, it } from 'vitest';
import { describeStatus, type StatusPart } from './describeStatus';
import type { SystemStatus } from './SystemStatus';

const now = new Date('2026-11-22T12:00:00Z');
const containment = {
  hasMemoryLimit: true,
  hasNoNetwork: true,
  hasOwnProcesses: true,
  hasOwnFiles: true,
  endsWithWorker: true,
};
const tools = { hasPdfPages: true, hasPdfText: true, hasMedia: true, hasHeic: true, hasOffice: true };
const well: SystemStatus = {
  at: now.toISOString(),
  database: { isOk: true, version: '18.1', sizeBytes: 50_000_000 },
  store: {
    isOk: true,
    host: '127.0.0.1:9000',
    capabilities: {
      postPolicy: true,
      conditionalPut: true,
      signedLength: true,
      checksumSha256: true,
      refusesUnsignedHeaders: true,
      clockSkewSeconds: 0,
    },
    warnings: [],
    comparison: { at: '2026-11-22T11:07:00Z', missing: 0, examples: [] },
  },
  worker: { isAlive: true, lastSeenAt: '2026-11-22T11:59:55Z', abilities: { containment, tools } },
  scanner: {
    isReachable: true,
    isRequired: true,
    engine: 'ClamAV 1.4.3',
    database: '27500',
    gaps: [],
    maxBytes: 1_000,
  },
  held: 0,
  queue: { waiting: 0, scheduled: 1, running: 0, failed: 0, oldestSeconds: null, failures: [] },
  disk: { freeBytes: 60, totalBytes: 100 },
  versions: { portal: '0.1.0', unheardOf: '7', node: null },
  audit: { sealed: 12_345, unsealed: 3 },
  mail: { isConfigured: true, host: 'mail.example.com', lastSentAt: null, lastFailureAt: null },
};

const scanner = well.scanner!;
const noMail = { isConfigured: false, host: null, lastSentAt: null, lastFailureAt: null };

const part = (status: SystemStatus, id: StatusPart['id']) =>
  describeStatus(status, now).find((one) => one.id === id)!;

describe('describeStatus', () => {
  it('has nothing to say about a system that is well', () => {
    const parts = describeStatus(well, now);
    expect(parts.filter(({ look }) => look !== 'good')).toEqual([]);
    expect(parts.filter(({ advice }) => advice !== null)).toEqual([]);
    expect(part(well, 'versions').facts).toEqual([
      { label: 'Portal', value: '0.1.0' },
      { label: 'unheardOf', value: '7' },
    ]);
  });

  it.each<[string, StatusPart['id'], Partial<SystemStatus>, StatusPart['look'], RegExp | null]>([
    [
      'database gone',
      'database',
      { database: { isOk: false, version: null, sizeBytes: null } },
      'bad',
      /DATABASE_URL/,
    ],
    ['no scanner', 'scanner', { scanner: null }, 'plain', /CLAMD_SOCKET/],
    [
      'scanner gone',
      'scanner',
      { scanner: { ...scanner, isReachable: false, engine: null, database: null } },
      'bad',
      /clamd runs/,
    ],
    ['files in quarantine', 'scanner', { held: 3 }, 'wait', null],
    ['a scanner with gaps', 'scanner', { scanner: { ...scanner, gaps: ['locked'] } }, 'wait', null],
    [
      'store gone',
      'store',
      { store: { isOk: false, host: 'h', capabilities: null, warnings: [], comparison: null } },
      'bad',
      /valetkey doctor/,
    ],
    [
      'clock off',
      'store',
      { store: { ...well.store, capabilities: { ...well.store.capabilities!, clockSkewSeconds: -700 } } },
      'bad',
      /NTP/,
    ],
    [
      'unsigned headers run',
      'store',
      {
        store: {
          ...well.store,
          capabilities: { ...well.store.capabilities!, refusesUnsignedHeaders: false },
        },
      },
      'wait',
      /valetkey setup/,
    ],
    [
      'worker silent',
      'worker',
      { worker: { isAlive: false, lastSeenAt: '2026-11-22T11:00:00Z', abilities: null } },
      'bad',
      /Start the worker/,
    ],
    [
      'worker never seen',
      'worker',
      { worker: { isAlive: false, lastSeenAt: null, abilities: null } },
      'bad',
      /Start the worker/,
    ],
    [
      'files read with a network',
      'previews',
      {
        worker: {
          ...well.worker,
          abilities: { containment: { ...containment, hasNoNetwork: false }, tools },
        },
      },
      'wait',
      /unshare/,
    ],
    [
      'store lost a file',
      'store',
      {
        store: {
          ...well.store,
          comparison: { ...well.store.comparison!, missing: 1, examples: [{ fileId: 'f1', version: 2 }] },
        },
      },
      'wait',
      /copy of the bucket/,
    ],
    ['jobs given up', 'queue', { queue: { ...well.queue, failed: 2 } }, 'wait', /errors below/],
    [
      'work is late',
      'queue',
      { queue: { ...well.queue, waiting: 9, oldestSeconds: 900 } },
      'wait',
      /another one/,
    ],
    ['disk low', 'disk', { disk: { freeBytes: 10, totalBytes: 100 } }, 'wait', /Make room/],
    ['disk full', 'disk', { disk: { freeBytes: 1, totalBytes: 100 } }, 'bad', /Make room/],
    ['sealer stands still', 'audit', { audit: { sealed: 0, unsealed: 50_000 } }, 'wait', /worker seals/],
    [
      'mail fails',
      'mail',
      { mail: { ...well.mail, lastSentAt: '2026-11-22T11:00:00Z', lastFailureAt: '2026-11-22T11:30:00Z' } },
      'wait',
      /SMTP_URL is right/,
    ],
    [
      'mail works again',
      'mail',
      { mail: { ...well.mail, lastSentAt: '2026-11-22T11:40:00Z', lastFailureAt: '2026-11-22T11:30:00Z' } },
      'good',
      null,
    ],
    ['no mail', 'mail', { mail: noMail }, 'plain', /SMTP_URL/],
  ])('%s: says so and what to do', (_name, id, change, look, advice) => {
    const found = part({ ...well, ...change }, id);
    expect(found.look).toBe(look);
    if (advice === null) expect(found.advice).toBeNull();
    else expect(found.advice).toMatch(advice);
  });

  it('names some of what the store lost, and says where to find the rest', () => {
    const lost = (missing: number) => {
      const examples = Array.from({ length: Math.min(missing, 20) }, (_, at) => ({
        fileId: `f${at}`,
        version: 1,
      }));
      return part(
        { ...well, store: { ...well.store, comparison: { ...well.store.comparison!, missing, examples } } },
        'store',
      );
    };
    expect(lost(1).warnings).toEqual(['Gone: file f0, version 1.']);
    expect(lost(2_000).summary).toBe('It has lost the bytes of 2,000 versions of files.');
    expect(lost(2_000).warnings[0]).toMatch(
      /^Among what is gone: .*f4, version 1; the worker’s log names more\.$/,
    );
    expect(part({ ...well, store: { ...well.store, comparison: null } }, 'store').look).toBe('good');
  });

  it('names each program that is missing beside the worker', () => {
    const none = { hasPdfPages: false, hasPdfText: false, hasMedia: false, hasHeic: false, hasOffice: false };
    const worker = { ...well.worker, abilities: { containment, tools: none } };
    const said = JSON.stringify(part({ ...well, worker }, 'previews'));
    for (const program of ['pdftoppm', 'pdftotext', 'ffmpeg', 'heif-convert', 'soffice'])
      expect(said).toContain(program);
  });

  it('blames the missing worker for late work', () => {
    const late = {
      ...well,
      worker: { isAlive: false, lastSeenAt: null, abilities: null },
      queue: { ...well.queue, oldestSeconds: 900 },
    };
    expect(part(late, 'queue').advice).toMatch(/start the worker/);
  });

  it('puts what does not work first, then what to look at', () => {
    const parts = describeStatus(
      {
        ...well,
        mail: noMail,
        worker: { isAlive: false, lastSeenAt: null, abilities: null },
        disk: { freeBytes: 1, totalBytes: 10 },
      },
      now,
    );
    expect(parts.map(({ look }) => look).slice(0, 2)).toEqual(['bad', 'wait']);
  });
});
