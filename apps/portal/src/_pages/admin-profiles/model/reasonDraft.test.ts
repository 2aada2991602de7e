import { describe, expect, it } from 'vitest';
import { readReasons } from './reasonDraft';

const fresh = (...labels: string[]) => labels.map((label) => ({ code: '', label }));

describe('reasons of a profile', () => {
  it('are the usual ones when nothing is typed', () => {
    expect(readReasons([])).toBe(null);
    expect(readReasons(fresh(' ', ''))).toBe(null);
  });

  it('get codes of their labels, each its own, and keep those they have', () => {
    expect(
      readReasons([
        { code: 'KEPT', label: 'Renamed since' },
        ...fresh(
          'Page 2 is missing!',
          'Page 3 is missing!',
          'Ünterschrift fehlt',
          '署名がない',
          '日付がない',
        ),
      ]),
    ).toEqual([
      { code: 'KEPT', label: 'Renamed since' },
      { code: 'PAGE_IS_MISSING', label: 'Page 2 is missing!' },
      { code: 'PAGE_IS_MISSING_A', label: 'Page 3 is missing!' },
      { code: 'UNTERSCHRIFT_FEHLT', label: 'Ünterschrift fehlt' },
      { code: 'REASON', label: '署名がない' },
      { code: 'REASON_A', label: '日付がない' },
    ]);
  });

  it('are refused when two say the same, when there are too many, or when one says too much', () => {
    expect(readReasons(fresh('Not signed', 'not signed '))).toBe(undefined);
    expect(readReasons(fresh(...Array.from({ length: 31 }, (_, index) => `reason ${index}`)))).toBe(
      undefined,
    );
    expect(readReasons(fresh('x'.repeat(121)))).toBe(undefined);
  });
});
