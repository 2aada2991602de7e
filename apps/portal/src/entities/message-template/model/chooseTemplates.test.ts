import { expect, it } from 'vitest';
import { chooseTemplates } from './chooseTemplates';
import type { MessageTemplate } from './MessageTemplate';

const template = (name: string, part: Partial<MessageTemplate> = {}): MessageTemplate => ({
  id: name,
  name,
  body: 'About {file}',
  purpose: null,
  profile: null,
  revision: 1,
  updatedAt: '2030-01-01T00:00:00Z',
  ...part,
});

const kept = [
  template('any'),
  template('for rejections', { purpose: 'reject' }),
  template('for contracts', { profile: 'contracts' }),
  template('for rejected contracts', { purpose: 'reject', profile: 'contracts' }),
  template('for approvals', { purpose: 'approve' }),
  template('for invoices', { profile: 'invoices' }),
];

const namesOf = (purpose: 'reject' | 'approve', profile: string | null) =>
  chooseTemplates(kept, { purpose, profile, values: {} }, 100).map((choice) => choice.template.name);

it('offers what is kept for the message, the nearest first, and nothing of another', () => {
  expect(namesOf('reject', 'contracts')).toEqual([
    'for rejected contracts',
    'for rejections',
    'for contracts',
    'any',
  ]);
  expect(namesOf('approve', null)).toEqual(['for approvals', 'any']);
});

it('says what cannot be filled in, and what has no room', () => {
  const place = { purpose: 'reject', profile: null } as const;
  const [unknown] = chooseTemplates([template('any')], { ...place, values: {} }, 100);
  expect(unknown).toMatchObject({ missing: ['file'], isTooLong: false });
  const filled = { ...place, values: { file: 'a.pdf' } };
  expect(chooseTemplates([template('any')], filled, 11)[0]).toMatchObject({
    text: 'About a.pdf',
    isTooLong: false,
  });
  expect(chooseTemplates([template('any')], filled, 10)[0]).toMatchObject({ isTooLong: true });
});
