import { describe, expect, it } from 'vitest';
import { formatFilters, isNarrowed, parseFilters, toListInput } from './fileFilters';

const parse = (query: string) => {
  const search = new URLSearchParams(query);
  return parseFilters((name) => search.get(name));
};

describe('the filters in the address', () => {
  it.each([
    '',
    'view=trash',
    'q=lease+%26+co&kind=image&status=changes&sort=-size',
    'sort=name',
    'view=trash&kind=video',
  ])('?%s is read and written the same', (query) => expect(formatFilters(parse(query))).toBe(query));

  it('leaves out what it does not understand', () => {
    expect(formatFilters(parse('sort=evil&kind=toString&status=__proto__&view=x&other=1'))).toBe('');
    expect(parse(`q=${'a'.repeat(300)}`).q).toHaveLength(200);
  });

  it('asks the server in its own words', () => {
    expect(toListInput(parse('status=reviewing&kind=image'))).toEqual({
      q: '',
      sort: '-createdAt',
      isTrash: false,
      category: ['image'],
      state: ['available'],
      review: ['in_review', 'awaiting_second'],
    });
    expect(toListInput(parse('view=trash&status=reviewing'))).not.toHaveProperty('state');
  });

  it('knows when an empty list means that nothing fits', () => {
    expect(isNarrowed(parse('sort=name'))).toBe(false);
    expect(isNarrowed(parse('status=checking'))).toBe(true);
  });
});
