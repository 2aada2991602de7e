import { describe, expect, it } from 'vitest';
import { readMoreFilters, toMoreFilterFields } from './moreFilterFields';
import { defaultFilter, type QueueFilter } from './QueueFilter';

const filter: QueueFilter = {
  ...defaultFilter,
  assignee: 'person:rita',
  profile: 'contracts',
  flag: 'encrypted',
  minSize: 1_500_000,
  maxSize: 2_000_000,
  from: '2026-01-01',
  to: '2026-01-31',
};

describe('the fields of the further filters', () => {
  it('say what the filter says', () => {
    const { change, errors } = readMoreFilters(toMoreFilterFields(filter), filter);
    expect({ ...defaultFilter, ...change }).toEqual(filter);
    expect(errors).toEqual({});
  });

  it('cleared, take away what they set and nothing else', () => {
    const cleared = toMoreFilterFields(defaultFilter);
    expect({ ...filter, ...readMoreFilters(cleared, filter).change }).toEqual(defaultFilter);
    expect(readMoreFilters(cleared, { ...defaultFilter, assignee: 'mine' }).change?.assignee).toBe('mine');
  });

  it('refuse what is no number and ranges that end before they begin', () => {
    const fields = toMoreFilterFields(filter);
    for (const wrong of [
      { minMegabytes: 'many' },
      { minMegabytes: '-1' },
      { maxMegabytes: '1' },
      { to: '2025-12-31' },
    ]) {
      const { change, errors } = readMoreFilters({ ...fields, ...wrong }, filter);
      expect(change, JSON.stringify(wrong)).toBeNull();
      expect(Object.keys(errors)).toEqual(Object.keys(wrong));
    }
    expect(readMoreFilters({ ...fields, minMegabytes: '0,5' }, filter).change?.minSize).toBe(524_288);
  });
});
