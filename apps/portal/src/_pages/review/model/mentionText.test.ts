import { describe, expect, it } from 'vitest';
import type { Reviewer } from '@/entities/review';
import { findMentionQuery, insertMention, labelOf, matchPeople, toStoredText } from './mentionText';

const person = (id: string, name: string): Reviewer => ({
  id,
  name,
  email: `${id}@example.com`,
  role: 'reviewer',
});

describe('what somebody looks for', () => {
  it.each([
    ['@', 1, { start: 0, q: '' }],
    ['ask @ri', 7, { start: 4, q: 'ri' }],
    ['ask @Rita Re', 12, { start: 4, q: 'Rita Re' }],
    ['(@r', 3, { start: 1, q: 'r' }],
    ['a\n@r and more', 4, { start: 2, q: 'r' }],
    ['rita@example.com', 16, null],
    ['@r\nnext', 7, null],
    ['nothing', 7, null],
    ['', 0, null],
  ])('in %j with the caret at %i', (text, caret, expected) => {
    expect(findMentionQuery(text, caret)).toEqual(expected);
  });

  it('is a part of a name or an address, whatever its case', () => {
    const people = [person('rita', 'Rita Reviewer'), person('lea', 'Lea Lead')];
    expect(matchPeople(people, 'REV')).toEqual([people[0]]);
    expect(matchPeople(people, 'lea@')).toEqual([people[1]]);
    expect(matchPeople(people, '')).toHaveLength(2);
    expect(matchPeople(people, '.*')).toEqual([]);
  });
});

describe('who is chosen', () => {
  it('stands in the text where they were looked for', () => {
    expect(insertMention('ask @ri today', { start: 4, q: 'ri' }, 'Rita')).toEqual({
      text: 'ask @Rita today',
      caret: 10,
    });
  });

  it('is told apart from another of that name by the address', () => {
    const chosen = [{ id: 'a', label: 'Rita' }];
    expect(labelOf(person('a', 'Rita'), chosen)).toBe('Rita');
    expect(labelOf(person('b', 'Rita'), chosen)).toBe('Rita (b@example.com)');
  });

  it.each([
    ['@Rita, look', [{ id: 'r', label: 'Rita' }], '<@r>, look'],
    [
      '@Rita Reviewer and @Rita',
      [
        { id: 'r', label: 'Rita' },
        { id: 'v', label: 'Rita Reviewer' },
      ],
      '<@v> and <@r>',
    ],
    ['@Ritas and x@Rita', [{ id: 'r', label: 'Rita' }], '@Ritas and x@Rita'],
    ['@A.*(b) $&', [{ id: 'r', label: 'A.*(b)' }], '<@r> $&'],
    ['@Nobody', [], '@Nobody'],
  ])('is sent by id: %j', (text, chosen, expected) => {
    expect(toStoredText(text, chosen)).toBe(expected);
  });
});
