import { expect, it } from 'vitest';
import type { MessageTemplate } from '@/entities/message-template';
import { withoutTemplate, withTemplate } from './templateList';

const template = (id: string, name: string): MessageTemplate => ({
  id,
  name,
  body: 'text',
  purpose: null,
  profile: null,
  revision: 1,
  updatedAt: '2030-01-01T00:00:00Z',
});

it('puts a template in its place by name, once, and takes it away', () => {
  const list = [template('1', 'alpha'), template('2', 'Gamma 2'), template('3', 'gamma 10')];
  const more = withTemplate(list, template('4', 'Beta'));
  expect(more.map(({ name }) => name)).toEqual(['alpha', 'Beta', 'Gamma 2', 'gamma 10']);
  expect(withTemplate(more, template('1', 'zeta')).map(({ id }) => id)).toEqual(['4', '2', '3', '1']);
  expect(withoutTemplate(more, '4')).toEqual(list);
});
