import { expect, it } from 'vitest';
import { describePlace } from './describePlace';

const file = (name: string, owner = 'ann', profile = 'contracts') => ({
  id: name,
  name,
  profile,
  owner: { id: owner, name: owner, email: `${owner}@example.com` },
});

it('names the one file, and of many only what they have in common', () => {
  expect(describePlace([file('a')], 'reject', 'Blurred')).toEqual({
    purpose: 'reject',
    profile: 'contracts',
    values: { file: 'a', owner: 'ann', reason: 'Blurred' },
  });
  expect(describePlace([file('a'), file('b')], 'approve', undefined)).toEqual({
    purpose: 'approve',
    profile: 'contracts',
    values: { owner: 'ann' },
  });
  // Two people may have one name.
  const other = {
    ...file('b', 'bob', 'invoices'),
    owner: { id: 'bob', name: 'ann', email: 'bob@example.com' },
  };
  expect(describePlace([file('a'), other], 'approve', undefined)).toEqual({
    purpose: 'approve',
    profile: null,
    values: {},
  });
});
