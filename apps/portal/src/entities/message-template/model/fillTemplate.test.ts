import { describe, expect, it } from 'vitest';
import { hostileRows } from '../../../../test/hostileRows';
import { fillTemplate, unknownPlaceholders } from './fillTemplate';

describe('fillTemplate', () => {
  it('fills in what there is, and names once what there is not', () => {
    expect(fillTemplate('Dear {owner}, {file} is fine.', { file: 'a.pdf', owner: 'Ann' })).toEqual({
      text: 'Dear Ann, a.pdf is fine.',
      missing: [],
    });
    expect(fillTemplate('{due} {file} {due}', { file: 'a.pdf', due: ' ' })).toEqual({
      text: '{due} a.pdf {due}',
      missing: ['due'],
    });
  });

  it('takes for text what looks like a placeholder in a value, or like more in the template', () => {
    const values = { file: '{owner} $& $1.pdf', owner: '{file}' };
    expect(fillTemplate('{file} by {owner}', values).text).toBe('{owner} $& $1.pdf by {file}');
    expect(fillTemplate('{ file } {} { {constructor} {{file}}', { file: 'x' }).text).toBe(
      '{ file } {} { {constructor} {x}',
    );
  });

  it('keeps right-to-left names from reordering the sentence', () => {
    expect(fillTemplate('{file} is fine', { file: 'חוזה.pdf' }).text).toBe('\u2068חוזה.pdf\u2069 is fine');
  });

  it.each(hostileRows('filename').filter(({ input }) => typeof input.value === 'string'))(
    'makes one readable line of $id',
    ({ input }) => {
      const { text, missing } = fillTemplate('<{file}>', { file: String(input.value) });
      if (missing.length === 0) expect(text).toMatch(/^<[^\p{Cc}\p{Cs}\u2028-\u202e]{1,202}>$/u);
      expect(text.replace(/[\u2068\u2069]/gu, '')).not.toMatch(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      expect(text.split('\n')).toHaveLength(1);
    },
  );
});

it('finds words between braces that mean nothing', () => {
  expect(unknownPlaceholders('{file} {File} {name} {name} { x } {1} {constructor}')).toEqual([
    'File',
    'name',
    'constructor',
  ]);
});
