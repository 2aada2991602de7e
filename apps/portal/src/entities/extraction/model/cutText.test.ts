import type { ExtractedText } from 'valetkey/server';
import { describe, expect, it } from 'vitest';
import { cutText } from './cutText';
import { describeShown } from './describeShown';
import { linesOf } from './linesOf';
import { listLines } from './listLines';

function textOf(text: string, more: Partial<ExtractedText> = {}): ExtractedText {
  const lines = text.split('\n');
  return {
    kind: 'text',
    encoding: 'utf-8',
    hasByteOrderMark: false,
    lineEnding: 'lf',
    lineCount: lines.length,
    wordCount: 1,
    characterCount: [...lines.join('')].length,
    longestLine: 1,
    hiddenCount: 0,
    turningCount: 0,
    isCounted: true,
    text,
    isComplete: true,
    ...more,
  };
}

const count = 256 * 1024;

describe('what a page shows of a text', () => {
  it('is all of a short one, and nothing is said', () => {
    for (const whole of [textOf('a\n\nb'), textOf(''), textOf('x'.repeat(count))]) {
      expect(cutText(whole)).toEqual(whole);
      expect(describeShown(cutText(whole))).toBe(null);
    }
  });

  it('are the first 5,000 lines', () => {
    const cut = cutText(textOf('a\n'.repeat(6_000)));
    expect(linesOf(cut)).toHaveLength(5_000);
    expect(cut).toMatchObject({ isComplete: false, lineCount: 6_001 });
    expect(describeShown(cut)).toMatch(/^The first 5,000 of 6,001 lines are shown\./);
  });

  it('are whole lines of the first 256 Ki characters', () => {
    const line = 'x'.repeat(999);
    const cut = cutText(textOf(Array(400).fill(line).join('\n')));
    expect(new Set(linesOf(cut))).toEqual(new Set([line]));
    expect(linesOf(cut)).toHaveLength(262);
    expect(describeShown(cut)).toMatch(/^The first 262 of 400 lines are shown\./);
  });

  it('is the beginning of a line that is too long, of whole characters', () => {
    const cut = cutText(textOf(`a${'📄'.repeat(count)}`));
    expect(cut.text).not.toMatch(/\p{Cs}/u);
    expect(cut.isComplete).toBe(false);
    expect(describeShown(cut)).toMatch(/^The first 131,072 of 262,145 characters are shown\./);
  });

  it('is never said to be all where the rest was not kept or not read', () => {
    const kept = cutText(textOf('a\nb', { isComplete: false, lineCount: 9 }));
    expect(describeShown(kept)).toMatch(/^The first 2 of 9 lines are shown\./);
    const read = cutText(textOf('a\nb', { isComplete: false, isCounted: false }));
    expect(describeShown(read)).toMatch(/^The first 2 lines are shown, and not all were counted\./);
  });
});

describe('the lines of a text that are compared', () => {
  it('are as they are written, and of nothing there are none', () => {
    expect(listLines(textOf('a  \n\n\tb'))).toEqual({ lines: ['a  ', '', '\tb'], isShortened: false });
    expect(listLines(textOf('', { lineCount: 0 }))).toEqual({ lines: [], isShortened: false });
    expect(listLines(textOf('', { lineCount: 1 }))).toEqual({ lines: [''], isShortened: false });
    expect(listLines(textOf('a', { isComplete: false }))).toEqual({ lines: ['a'], isShortened: true });
  });
});
