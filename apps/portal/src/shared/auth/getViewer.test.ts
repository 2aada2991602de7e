import { expect, it } from 'vitest';
import type { Auth } from './createAuth';
import { getViewer } from './getViewer';

it('tells that the database is away from a cookie of nobody', async () => {
  const answering = (getSession: () => Promise<unknown>) => ({ api: { getSession } }) as unknown as Auth;
  const headers = new Headers({ cookie: 'session=anything' });
  const away = answering(() => Promise.reject(new Error('timeout exceeded when trying to connect')));
  await expect(getViewer(headers, { auth: away })).rejects.toMatchObject({
    code: 'RECORDS_UNAVAILABLE',
    status: 503,
  });
  expect(await getViewer(headers, { auth: answering(async () => null) })).toBeNull();
  expect(await getViewer(new Headers(), { auth: away })).toBeNull();
});
