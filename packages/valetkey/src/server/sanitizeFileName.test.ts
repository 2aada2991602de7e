import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentDisposition } from './contentDisposition.ts';
import { sanitizeFileName } from './sanitizeFileName.ts';
import { sanitizePath } from './sanitizePath.ts';

const awkward = fc.constantFrom(
  ...[
    '.',
    ' ',
    '-',
    '/',
    '\\',
    '<',
    '"',
    '%',
    '\u0338',
    '\u0301',
    '\u200b',
    '\u200d',
    '\u202e',
    '\ufeff',
    '\u0085',
    '\t',
  ],
  ...[
    '\r\n',
    'con',
    'CONIN$',
    'lpt\u00b9',
    'nul.',
    '\u{1f468}\u200d\u{1f469}',
    '\u{e0041}',
    '\u212a',
    '\uffff',
    'a'.repeat(90),
  ],
  ...['e\u0301', '\u1100\u1161\u11a8', '.tar.gz', '.pdf', '\u0600', '\u00ad', '\u037e', 'é', '漢'.repeat(40)],
);
const anyName = fc
  .array(
    fc.oneof(
      awkward,
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((pieces) => pieces.join(''))
  .filter(
    (name) => name.length > 0 && name.length <= 1024 && !name.includes('\0') && !/\p{Surrogate}/u.test(name),
  );

const forbidden =
  /[\p{Cc}\p{Noncharacter_Code_Point}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}<>:"|?*/\\]/u;
const device = /^(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³]|conin\$|conout\$|clock\$) *(?:\.|$)/i;

describe('sanitizeFileName', () => {
  it('is idempotent, short, never empty and free of every forbidden class', () => {
    const bytes = new TextEncoder();
    fc.assert(
      fc.property(anyName, (raw) => {
        const name = sanitizeFileName(raw);
        if (sanitizeFileName(name) !== name) throw new Error('not idempotent');
        if (name === '' || bytes.encode(name).length > 200) throw new Error('length');
        if (forbidden.test(name) || device.test(name) || /^[-. ]|[. ]$| {2}/.test(name))
          throw new Error('class');
        if (name.normalize('NFC') !== name || /\p{Surrogate}/u.test(name)) throw new Error('form');
      }),
      { numRuns: 100_000 },
    );
  });

  it('gives a header that is ASCII, of one line, with one exact name', () => {
    fc.assert(
      fc.property(anyName, (raw) => {
        const name = sanitizeFileName(raw);
        const header = contentDisposition(name);
        const parsed =
          /^attachment; filename="([\x20-\x7e]*)"; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]*)$/.exec(
            header,
          );
        if (parsed === null) throw new Error(header);
        if (/["\\%]/.test(parsed[1]!) || decodeURIComponent(parsed[2]!) !== name) throw new Error(header);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['.bashrc', 'bashrc'],
    ['--rm -rf', '_-rm -rf'],
    ['C:\\Users\\a\\report.docx', 'report.docx'],
    ['folder/', 'folder'],
    ['co\u200bn.txt', '_con.txt'],
    [`${'e\u0301'.repeat(300)}.txt`, `${'é'.repeat(98)}.txt`],
    [`a${'\u0301'.repeat(400)}.txt`, `á${'\u0301'.repeat(97)}.txt`],
  ])('makes %j %j', (raw, name) => {
    expect(sanitizeFileName(raw)).toBe(name);
  });
});

describe('sanitizePath', () => {
  it.each([
    ['a/b/c', 'a/b/c'],
    ['../../etc', 'etc'],
    ['./a//b\\c/', 'a/b/c'],
    ['con/<x>', '_con/_x_'],
    ['', null],
    ['/', null],
  ])('makes %j %j', (raw, path) => {
    expect(sanitizePath(raw)).toBe(path);
  });

  it.each([[1], ['a\0b'], ['x/'.repeat(33)], ['x'.repeat(5000)]])('refuses %j', (raw) => {
    expect(() => sanitizePath(raw)).toThrow(expect.objectContaining({ code: 'INVALID_FILENAME' }));
  });
});

describe('cutting', () => {
  /** The rule, written down naively: whole clusters as long as they fit. */
  function cutNaively(name: string, room: number): string {
    let kept = '';
    for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(name)) {
      if (Buffer.byteLength(kept + segment) > room) break;
      kept += segment;
    }
    return kept;
  }

  it('keeps whole clusters, as many as fit', () => {
    const piece = fc.constantFrom('a', 'ö', '☃', '😀', '👩‍👩‍👧', 'e\u0301', '🇩🇪', 'นี่', 'a\u0302\u0301\u0300');
    fc.assert(
      fc.property(fc.array(piece, { minLength: 60, maxLength: 110 }), (pieces) => {
        const stem = pieces.join('').normalize('NFC');
        fc.pre(Buffer.byteLength(stem) > 200);
        expect(sanitizeFileName(`${stem}.png`)).toBe(`${cutNaively(stem, 196)}.png`);
      }),
      { numRuns: 200 },
    );
  });

  it('costs so little that a whole handshake of the longest names holds nobody up', () => {
    const name = `${'-x'.repeat(500)}ö.png`;
    const startedAt = performance.now();
    for (let i = 0; i < 1_000; i++) sanitizeFileName(name);
    expect(performance.now() - startedAt).toBeLessThan(700);
  });
});
