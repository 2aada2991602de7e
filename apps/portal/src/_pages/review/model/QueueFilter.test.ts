import { describe, expect, it } from 'vitest';
import {
  countFilters,
  countMoreFilters,
  defaultFilter,
  isInQueue,
  parseQueueFilter,
  type QueueFilter,
  toListQuery,
  toSearch,
} from './QueueFilter';

const everything: QueueFilter = {
  tab: 'approved',
  state: 'ready',
  kind: 'spreadsheet',
  owner: 'owner-1',
  assignee: 'mine',
  profile: 'contracts',
  flag: 'wrong_total',
  due: 'overdue',
  minSize: 0,
  maxSize: 2_500_000,
  from: '2026-02-28',
  to: '2026-02-28',
  q: 'Q3 & more=?',
  sort: '-size',
};

describe('the queue in the address', () => {
  it('is read back as it was written', () => {
    expect(parseQueueFilter(new URLSearchParams(toSearch(everything)))).toEqual(everything);
    expect(toSearch(defaultFilter)).toBe('');
    expect(parseQueueFilter(new URLSearchParams())).toEqual(defaultFilter);
  });

  it('takes what it does not know for the plain queue', () => {
    const query =
      'list=nothing&state=x&kind=__proto__&assignee=constructor&sort=id;drop&profile=a,b&flag=x&due=soon&min=-1&max=1e9&from=2026-2-1&to=2026-13-01&owner=&q=%20%20';
    expect(parseQueueFilter(new URLSearchParams(query))).toEqual(defaultFilter);
  });

  it('keeps a search to a length that the API takes', () => {
    expect(parseQueueFilter(new URLSearchParams({ q: 'a'.repeat(5_000) })).q).toHaveLength(200);
    // The cut may go through the middle of a character.
    expect(parseQueueFilter(new URLSearchParams({ q: `a${'😀'.repeat(200)}` })).q).toBe(
      `a${'😀'.repeat(99)}`,
    );
    expect(parseQueueFilter(new URLSearchParams('q=a%00b%0Ac&owner=%00')).q).toBe('abc');
    expect(parseQueueFilter({ get: () => 'x\ud800y' }).q).toBe('xy');
  });

  it('becomes the query of the API', () => {
    expect(toListQuery(defaultFilter)).toEqual({
      review: 'unreviewed,in_review',
      sort: 'createdAt',
    });
    expect(toListQuery(everything)).toEqual({
      review: 'approved',
      state: 'available',
      category: 'spreadsheet',
      owner: 'owner-1',
      assignee: 'me',
      profile: 'contracts',
      flag: 'wrong_total',
      due: 'overdue',
      minSize: '0',
      maxSize: '2500000',
      from: '2026-02-28T00:00:00Z',
      to: '2026-03-01T00:00:00.000Z',
      q: 'Q3 & more=?',
      sort: '-size',
    });
    expect(toListQuery({ ...defaultFilter, flag: 'held' })).toMatchObject({ held: 'true' });
    const rita = { ...defaultFilter, assignee: 'person:rita-1' } as const;
    expect(parseQueueFilter(new URLSearchParams(toSearch(rita)))).toEqual(rita);
    expect(toListQuery(rita)).toMatchObject({ assignee: 'rita-1' });
    expect(toListQuery({ ...defaultFilter, tab: 'all', assignee: 'none' })).toEqual({
      assignee: 'none',
      sort: 'createdAt',
    });
  });

  it('knows when a file leaves it', () => {
    const file = { review: 'in_review', state: 'available', claim: null } as const;
    const mine = { ...file, claim: { by: { id: 'me', name: 'Me' }, until: '2026-11-25T00:00:00Z' } };
    expect(isInQueue(defaultFilter, file, 'me')).toBe(true);
    expect(isInQueue(defaultFilter, { ...file, review: 'approved' }, 'me')).toBe(false);
    expect(isInQueue({ ...defaultFilter, tab: 'all' }, { ...file, review: 'approved' }, 'me')).toBe(true);
    expect(isInQueue({ ...defaultFilter, state: 'held' }, file, 'me')).toBe(false);
    expect(isInQueue({ ...defaultFilter, assignee: 'mine' }, mine, 'me')).toBe(true);
    expect(isInQueue({ ...defaultFilter, assignee: 'mine' }, mine, 'you')).toBe(false);
    expect(isInQueue({ ...defaultFilter, assignee: 'none' }, mine, 'me')).toBe(false);
    expect(isInQueue({ ...defaultFilter, assignee: 'person:me' }, mine, 'you')).toBe(true);
  });

  it('counts what is set besides list and order', () => {
    expect(countFilters({ ...defaultFilter, tab: 'all', sort: 'name' })).toBe(0);
    expect(countFilters(everything)).toBe(10);
    expect(countMoreFilters(everything)).toBe(5);
    expect(countFilters({ ...defaultFilter, assignee: 'person:rita' })).toBe(1);
  });
});
