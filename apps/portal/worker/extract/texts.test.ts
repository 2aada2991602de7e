import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtractedText, UploadRecord } from 'valetkey/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractionKind } from '@/shared/extractions';
import { buildProgram } from '../../test/buildProgram';
import { noPrograms } from '../../test/noPrograms';
import { type Containment, createContainment } from '../containment/createContainment';
import { createExtractor } from './createExtractor';

let directory: string;
let containment: Containment;
let programs: Awaited<ReturnType<typeof buildProgram>>[];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'extract-test-'));
  containment = await createContainment({ directory });
  programs = await Promise.all(
    ['worker/extract/textProgram.ts', 'worker/extract/tableProgram.ts'].map(buildProgram),
  );
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  for (const program of programs ?? []) await program.remove();
});

async function extract(bytes: Buffer, contentType = 'text/plain', size = bytes.length) {
  const [texts, tables] = programs.map(({ path }) => path) as [string, string];
  const asked: unknown[] = [];
  const result = await createExtractor({ containment, programs: { ...noPrograms, texts, tables } }).extract({
    upload: { contentType, size } as UploadRecord,
    read: async (range) => {
      asked.push(range);
      return new Blob([new Uint8Array(bytes)]).stream();
    },
    signal: new AbortController().signal,
  });
  expect(await readdir(directory)).toEqual([]);
  return { result, asked };
}

const read = async (bytes: Buffer, contentType?: string) =>
  (await extract(bytes, contentType)).result as ExtractedText;

const utf8 = (text: string) => Buffer.from(text);
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const western = (text: string) => Buffer.from(text, 'latin1');

describe('texts', () => {
  it('tell how they are written and how much there is of them, and keep their lines', async () => {
    expect(await read(utf8('first line\n\tsecond, longer 📄\n\n  last'))).toEqual({
      kind: 'text',
      encoding: 'utf-8',
      hasByteOrderMark: false,
      lineEnding: 'lf',
      lineCount: 4,
      wordCount: 6,
      characterCount: 33,
      longestLine: 17,
      hiddenCount: 0,
      turningCount: 0,
      isCounted: true,
      text: 'first line\n\tsecond, longer 📄\n\n  last',
      isComplete: true,
    });
  });

  it.each([
    ['nothing', utf8(''), { lineCount: 0, wordCount: 0, text: '', lineEnding: null }],
    ['an empty line', utf8('\n'), { lineCount: 1, wordCount: 0, text: '', lineEnding: 'lf' }],
    ['one line that does not end', utf8('a'), { lineCount: 1, text: 'a', lineEnding: null }],
    ['one that does', utf8('a\n'), { lineCount: 1, text: 'a', lineEnding: 'lf' }],
    ['lines of Windows', utf8('a\r\nb\r\n'), { lineCount: 2, text: 'a\nb', lineEnding: 'crlf' }],
    ['lines of an old Mac', utf8('a\rb\r\rc'), { lineCount: 4, text: 'a\nb\n\nc', lineEnding: 'cr' }],
    ['lines of all of them', utf8('a\r\nb\nc\rd'), { lineCount: 4, text: 'a\nb\nc\nd', lineEnding: 'mixed' }],
    [
      'a mark',
      utf8('\ufeffgrüß'),
      { encoding: 'utf-8', hasByteOrderMark: true, characterCount: 4, text: 'grüß' },
    ],
    [
      'UTF-16',
      utf16('grüß 📄\r\nb'),
      { encoding: 'utf-16le', hasByteOrderMark: true, text: 'grüß 📄\nb', characterCount: 7 },
    ],
    [
      'UTF-16 the other way round',
      utf16('grüß\nb').swap16(),
      { encoding: 'utf-16be', text: 'grüß\nb', lineCount: 2 },
    ],
    ['half a character of it at the end', utf16('ab').subarray(0, 5), { text: 'a\ufffd' }],
    [
      'Windows-1252',
      western('\x93caf\xe9\x94 \x80 5'),
      { encoding: 'windows-1252', text: '“café” € 5', hiddenCount: 0 },
    ],
    ['Windows-1252 to its last letter', western('caf\xe9'), { encoding: 'windows-1252', text: 'café' }],
    [
      'the end cut off within a letter',
      utf8('größe café').subarray(0, -1),
      { encoding: 'utf-8', text: 'größe caf\ufffd' },
    ],
  ])('that have %s', async (_, bytes, expected) => {
    expect(await read(bytes)).toMatchObject(expected);
  });

  it('are of many kinds, and JSON is one where it is no table', async () => {
    const kinds = [
      'text/markdown',
      'text/x-log',
      'application/yaml',
      'application/xml',
      'application/atom+xml',
      'text/html',
    ];
    expect(kinds.map(extractionKind)).toEqual(kinds.map(() => 'text'));
    expect(['text/csv', 'application/json', 'image/svg+xml', 'application/pdf'].map(extractionKind)).toEqual([
      'table',
      'table',
      null,
      'document',
    ]);
    expect(await read(utf8('{"a": [1,\n'), 'application/json')).toMatchObject({
      kind: 'text',
      text: '{"a": [1,',
    });
    expect(await read(utf8('[{"a": 1}]'), 'application/json')).toMatchObject({ kind: 'table' });
    expect(await read(Buffer.from([0x7b, 0, 1]), 'application/json')).toEqual({
      state: 'failed',
      reason: 'unreadable',
    });
  });

  it('are kept up to half a million characters, and counted beyond', async () => {
    const text = await read(utf8('a word 📄\n'.repeat(200_000)));
    expect(text).toMatchObject({
      lineCount: 200_000,
      wordCount: 600_000,
      isCounted: true,
      isComplete: false,
    });
    expect(text.text.length).toBeLessThanOrEqual(500_000);
    expect(text.text.length).toBeGreaterThan(499_990);
    expect(text.text).not.toMatch(/\p{Cs}/u);
  });

  it('of more than 256 MiB are read at their beginning, which is said', async () => {
    const { result, asked } = await extract(utf8('beginning\n'), 'text/plain', 2 ** 33);
    expect(asked).toEqual([{ start: 0, end: 256 * 1024 ** 2 - 1 }]);
    expect(result).toMatchObject({ lineCount: 1, text: 'beginning', isCounted: false, isComplete: false });
  });
});

describe('hostile ones', () => {
  it.each([
    // Of "Trojan Source", https://trojansource.codes: what is seen is not what is run.
    [
      'a turned direction',
      "access = 'user\u202e \u2066// if admin\u2069 \u2066'",
      4,
      4,
      "access = 'user\ufffd \ufffd// if admin\ufffd \ufffd'",
    ],
    ['marks of direction', 'a\u200eb\u200fc\u061cd', 3, 3, 'a\ufffdb\ufffdc\ufffdd'],
    [
      'what is not seen',
      'pass\u200bword\u00ad \u2060\ufeff\u180e',
      5,
      0,
      'pass\ufffdword\ufffd \ufffd\ufffd\ufffd',
    ],
    ['joiners between letters', 'pay\u200dload \u200c', 2, 0, 'pay\ufffdload \ufffd'],
    ['words in tags', `hi${String.fromCodePoint(0xe0041, 0xe007f)}`, 2, 0, 'hi\ufffd\ufffd'],
    ['line ends of Unicode alone', 'a\u2028b\u2029c\u0085d', 3, 0, 'a\ufffdb\ufffdc\ufffdd'],
    ['orders to a terminal', '\u001b[2J\u0007\b\u007f\f', 5, 0, '\u241b[2J\u2407\u2408\u2421\u240c'],
  ])('have signs for %s', async (_, text, hiddenCount, turningCount, shown) => {
    expect(await read(utf8(text))).toMatchObject({ hiddenCount, turningCount, text: shown, lineCount: 1 });
  });

  it('have no signs in what is written with joiners', async () => {
    const text = 'می‌خواهم 👩‍👧 क्‍ष';
    expect(text).toMatch(/\u200c.*\u200d.*\u200d/u);
    expect(await read(utf8(text))).toMatchObject({ hiddenCount: 0, text });
  });

  it('are markup as it is written', async () => {
    const text = '<script>alert(1)</script>\n[a](javascript:alert(1))';
    expect(await read(utf8(text), 'text/markdown')).toMatchObject({ text });
  });

  it.each([
    ['a NUL', utf8('a\0b')],
    ['a NUL far behind', Buffer.concat([Buffer.alloc(3 * 1024 ** 2, 0x61), Buffer.alloc(1)])],
    ['a NUL in UTF-16', utf16('a\0')],
    ['UTF-32', Buffer.from('fffe000061000000', 'hex')],
    ['a program', Buffer.concat([western('\x7fELF\x02\xff'), Buffer.alloc(64)])],
  ])('with %s are no text', async (_, bytes) => {
    expect((await extract(bytes)).result).toEqual({ state: 'failed', reason: 'unreadable' });
  });

  it('are one line as long as they like', async () => {
    const text = await read(Buffer.alloc(8 * 1024 ** 2, 0x61));
    expect(text).toMatchObject({ lineCount: 1, longestLine: 8 * 1024 ** 2, wordCount: 1, isComplete: false });
    expect(text.text).toHaveLength(500_000);
  });
});
