import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ExtractedArchive, ExtractionResult, Extractor, UploadRecord } from 'valetkey/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../test/buildProgram';
import { paxOf, tarOf, zipOf, zipOfMany, zipOfOverlaps } from '../../test/hostileArchives';
import { noPrograms } from '../../test/noPrograms';
import { createContainment } from '../containment/createContainment';
import { createExtractor } from './createExtractor';

let extractor: Extractor;
let directory: string;
let program: Awaited<ReturnType<typeof buildProgram>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'extract-test-'));
  program = await buildProgram('worker/extract/archiveProgram.ts');
  const containment = await createContainment({ directory });
  extractor = createExtractor({
    containment,
    programs: { ...noPrograms, archives: program.path },
  });
});
afterAll(async () => {
  await program?.remove();
  await rm(directory, { recursive: true, force: true });
});

/** What is made of a file, and how much of it was asked for. */
async function extract(contentType: string, bytes: Buffer, saidSize = bytes.length) {
  let fetched = 0;
  const result = await extractor.extract({
    upload: { contentType, size: saidSize } as UploadRecord,
    read: async (range) => {
      const part = range === undefined ? bytes : bytes.subarray(range.start, range.end + 1);
      fetched += part.length;
      return new Blob([new Uint8Array(part)]).stream();
    },
    signal: new AbortController().signal,
  });
  // Whatever happened, nothing of it is left.
  expect(await readdir(directory)).toEqual([]);
  return { result, fetched };
}

async function list(contentType: string, bytes: Buffer): Promise<ExtractedArchive> {
  const { result } = await extract(contentType, bytes);
  if (!('kind' in result)) throw new Error(JSON.stringify(result));
  return result as ExtractedArchive;
}

const zip = 'application/zip';
const tar = 'application/x-tar';
const gzip = 'application/gzip';
const words = (archive: ExtractedArchive) =>
  archive.entries.map(({ name, warnings }) => [name, ...warnings].join(' '));
const failed = (reason: string): ExtractionResult => ({ state: 'failed', reason });

describe('ZIP archives', () => {
  const entries = [
    { name: 'papers/' },
    { name: 'papers/lease.txt', bytes: Buffer.from('hello hello') },
    { name: 'größe 📄.txt', bytes: Buffer.from('x'), isEncrypted: true },
  ];

  it.each([
    ['as they are', {}],
    ['of ZIP64', { is64: true }],
    ['behind a program that unpacks them', { prefix: Buffer.alloc(5_000, 1) }],
    ['with a comment that looks like an end', { comment: `PK\x05\x06${'\0'.repeat(18)} and more` }],
  ])('are listed from their headers, %s', async (_, options) => {
    const archive = await list(zip, zipOf(entries, options));
    expect(archive).toMatchObject({
      format: 'zip',
      entryCount: 3,
      contentBytes: 12,
      isComplete: true,
      warnings: ['encrypted'],
    });
    expect(
      archive.entries.map(({ name, kind, size, isEncrypted }) => [name, kind, size, isEncrypted]),
    ).toEqual([
      ['papers/', 'folder', 0, false],
      ['papers/lease.txt', 'file', 11, false],
      ['größe 📄.txt', 'file', 1, true],
    ]);
    expect(archive.entries[1]?.modifiedAt).toEqual(new Date('2024-03-05T14:30:10Z'));
  });

  it('of any size are read at their end only', async () => {
    const bytes = zipOf(entries, { prefix: Buffer.alloc(40 * 1024 ** 2, 7) });
    const { result, fetched } = await extract(zip, bytes);
    expect(result).toMatchObject({ entryCount: 3, isComplete: true });
    expect(fetched).toBe(2 * 1024 ** 2);
  });

  it('that lead outside say so and are text (AR-001)', async () => {
    const outside = `outside-${randomUUID()}`;
    const archive = await list(
      zip,
      zipOf([
        { name: `../../${outside}`, bytes: Buffer.from('1') },
        { name: '..\\..\\windows' },
        { name: '/etc/passwd' },
        { name: 'C:\\boot.ini' },
        { name: 'safe..name/..hidden' },
        { name: 'evil\u202etxt.exe\0' },
        { name: 'inner.zip' },
        { name: 'soft', mode: 0o120777 },
        { name: 'pipe', mode: 0o010644 },
        { name: Array(50).fill('d').join('/') },
        { name: 'n'.repeat(2_000) },
      ]),
    );
    expect(words(archive)).toEqual([
      `../../${outside} path_outside`,
      '..\\..\\windows path_outside',
      '/etc/passwd absolute_path',
      'C:\\boot.ini absolute_path',
      'safe..name/..hidden',
      'evil\ufffdtxt.exe\ufffd odd_name',
      'inner.zip archive_inside',
      'soft link',
      'pipe special',
      `${Array(50).fill('d').join('/')} too_deep`,
      `${'n'.repeat(1_023)}… name_too_long`,
    ]);
    expect(archive.warnings).toContain('path_outside');
    expect(await readdir(tmpdir())).not.toContain(outside);
  });

  it('that say they unpack to a terabyte are flagged (AR-005)', async () => {
    const archive = await list(
      zip,
      zipOf([{ name: 'big', bytes: Buffer.alloc(10, 1), saidSize: 1_099_511_627_776 }]),
    );
    expect(archive).toMatchObject({ contentBytes: 1_099_511_627_776, warnings: ['ratio'] });
    const more = await list(
      zip,
      zipOf(Array.from({ length: 3 }, (_, at) => ({ name: `${at}`, saidSize: Number.MAX_SAFE_INTEGER }))),
    );
    expect(more.contentBytes).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('of a million entries are looked at as far as is enough (AR-007)', async () => {
    const { result, fetched } = await extract(zip, zipOfMany(1_000_000));
    const archive = result as ExtractedArchive;
    expect(archive).toMatchObject({
      entryCount: 1_000_000,
      isComplete: false,
      warnings: expect.arrayContaining(['too_many_entries']),
    });
    expect(archive.entries).toHaveLength(1_000);
    expect(archive.entries.at(-1)).toMatchObject({ position: 1_000, name: '0000999' });
    expect(fetched).toBeLessThan(36 * 1024 ** 2);
  });

  it('whose entries share their bytes are flagged (AR-008)', async () => {
    const archive = await list(zip, zipOfOverlaps(400));
    expect(archive.warnings).toEqual(expect.arrayContaining(['overlap', 'ratio']));
    expect(archive.entries.every(({ warnings }) => warnings.includes('overlap'))).toBe(true);
  });

  it('of a Windows of old have the names that they had there', async () => {
    const archive = zipOf([{ name: 'M?ller ?ber Gr??e.txt' }]);
    const [ue, sz, oe] = [0x81, 0xe1, 0x94];
    for (let at = archive.indexOf('M?ller'); at >= 0; at = archive.indexOf('M?ller', at + 1)) {
      for (const [index, letter] of [
        [1, ue],
        [7, ue],
        [14, oe],
        [15, sz],
      ] as const)
        archive[at + index] = letter;
    }
    expect(words(await list(zip, archive))).toEqual(['Müller über Größe.txt']);
  });

  it('with names that are one for some systems are flagged (AR-010)', async () => {
    const archive = await list(
      zip,
      zipOf([{ name: 'a.txt' }, { name: 'A.TXT' }, { name: 'a.txt' }, { name: 'é' }, { name: 'e\u0301' }]),
    );
    expect(words(archive)).toEqual([
      'a.txt duplicate_name',
      'A.TXT duplicate_name',
      'a.txt duplicate_name',
      'é duplicate_name',
      'e\u0301 duplicate_name',
    ]);
  });

  it('that are none, or break off, are told apart', async () => {
    const whole = zipOf(entries);
    expect((await extract(zip, whole.subarray(0, whole.length - 30))).result).toEqual(failed('unreadable'));
    expect((await extract(zip, Buffer.from('PK\x03\x04 and no more'))).result).toEqual(failed('unreadable'));
    expect(await list(zip, zipOf([]))).toMatchObject({ entryCount: 0, isComplete: true, warnings: [] });
    expect(await list(zip, zipOf(entries, { saidEntries: 9 }))).toMatchObject({
      entryCount: 9,
      isComplete: false,
      warnings: ['encrypted', 'damaged_list'],
    });
    const lying = zipOf([], { is64: true });
    lying.writeBigUInt64LE(2n ** 60n, 48);
    expect((await extract(zip, lying)).result).toEqual(failed('unreadable'));
  });
});

describe('TAR archives', () => {
  const long = `${'folder/'.repeat(30)}end.txt`;
  const entries = [
    { name: 'papers/', type: '5' },
    { name: 'papers/lease.txt', bytes: Buffer.alloc(1_000, 65) },
    { name: 'PaxHeader', type: 'x', bytes: paxOf({ path: long, size: '3' }) },
    { name: 'short', bytes: Buffer.from('abc') },
    { name: '././@LongLink', type: 'L', bytes: Buffer.from(`${long}.gnu\0`) },
    { name: 'cut', bytes: Buffer.from('abcd') },
  ];

  it.each([
    ['as they are', tar, (bytes: Buffer) => bytes],
    ['packed with GZIP', gzip, (bytes: Buffer) => gzipSync(bytes)],
  ])('are listed from their headers, %s', async (_, contentType, pack) => {
    const archive = await list(contentType, pack(tarOf(entries)));
    expect(archive).toMatchObject({
      format: contentType === tar ? 'tar' : 'tar.gz',
      entryCount: 4,
      contentBytes: 1_007,
      isComplete: true,
      warnings: [],
    });
    expect(archive.entries.map(({ name, kind, size }) => [name, kind, size])).toEqual([
      ['papers/', 'folder', 0],
      ['papers/lease.txt', 'file', 1_000],
      [long, 'file', 3],
      [`${long}.gnu`, 'file', 4],
    ]);
    expect(archive.entries[0]?.modifiedAt?.getFullYear()).toBeGreaterThan(2_000);
  });

  it('with links and devices say where they lead (AR-004)', async () => {
    const archive = await list(
      tar,
      tarOf([
        { name: 'h', type: '1', linkTarget: '/etc/hostname' },
        { name: 's', type: '2', linkTarget: '../../up' },
        { name: 'dev', type: '3' },
        { name: '../out' },
      ]),
    );
    expect(words(archive)).toEqual(['h link', 's path_outside link', 'dev special', '../out path_outside']);
    expect(archive.entries.map(({ linkTarget }) => linkTarget)).toEqual([
      '/etc/hostname',
      '../../up',
      null,
      null,
    ]);
  });

  it('that break off are listed as far as they go', async () => {
    const whole = tarOf(entries);
    expect(await list(tar, whole.subarray(0, 1_500))).toMatchObject({
      entryCount: 2,
      isComplete: false,
      warnings: ['damaged_list'],
    });
    const packed = gzipSync(Buffer.concat([whole, Buffer.alloc(100_000, 'not packed well')]));
    expect(await list(gzip, packed)).toMatchObject({ entryCount: 4, isComplete: true });
    expect(await list(tar, tarOf([{ name: 'x', saidSize: 8 ** 11 - 1 }]))).toMatchObject({
      isComplete: false,
      warnings: expect.arrayContaining(['damaged_list']),
    });
    expect((await extract(tar, Buffer.alloc(2_000, 1))).result).toEqual(failed('unreadable'));
  });

  it('that unpack without end are left early', async () => {
    const bomb = gzipSync(tarOf([{ name: 'zeros', bytes: Buffer.alloc(64 * 1024 ** 2) }, { name: 'after' }]));
    const started = Date.now();
    expect(await list(gzip, bomb)).toMatchObject({ isComplete: false, warnings: ['ratio'] });
    expect(Date.now() - started).toBeLessThan(20_000);
  });
});

describe('other files', () => {
  it('packed with GZIP are one entry with the name that it has', async () => {
    const named = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]),
      Buffer.from('../report.csv\0'),
      gzipSync(Buffer.from('a,b\n')).subarray(10),
    ]);
    expect(await list(gzip, named)).toMatchObject({
      format: 'gzip',
      entryCount: 1,
      contentBytes: 4,
      entries: [{ name: '../report.csv', size: 4, warnings: ['path_outside'] }],
    });
    const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2));
    expect(await list(gzip, bomb)).toMatchObject({ contentBytes: null, warnings: ['ratio'] });
    const half = gzipSync(Buffer.from('line\n'.repeat(20_000))).subarray(0, -12);
    expect(await list(gzip, half)).toMatchObject({ contentBytes: null, warnings: ['damaged_list'] });
    expect((await extract(gzip, Buffer.from('\x1f\x8b\x08nothing', 'latin1'))).result).toEqual(
      failed('unreadable'),
    );
  });

  it('of kinds that are not looked into, and too large ones, say so', async () => {
    const seven = await extract('application/x-7z-compressed', Buffer.from('7z'));
    expect(seven).toEqual({ result: { state: 'not_available', reason: 'kind_not_supported' }, fetched: 0 });
    expect((await extract(gzip, Buffer.from('x'), 2 ** 31)).result).toEqual(failed('too_large'));
  });
});
