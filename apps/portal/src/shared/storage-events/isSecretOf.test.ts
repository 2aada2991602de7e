import { expect, it } from 'vitest';
import { isSecretOf } from './isSecretOf';

const secret = 's'.repeat(32);
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

it.each([
  ['a bearer token', `Bearer ${secret}`, true],
  ['in small letters', `bearer ${secret}`, true],
  ['a password', basic(`events:${secret}`), true],
  ['a password of nobody', basic(`:${secret}`), true],
  ['nothing', null, false],
  ['an empty token', 'Bearer ', false],
  ['another token', `Bearer ${secret}x`, false],
  ['the secret as the name', basic(`${secret}:`), false],
  ['no pair', basic(secret), false],
  ['the secret alone', secret, false],
  ['another scheme', `Digest ${secret}`, false],
])('%s', (_, authorization, expected) => {
  const headers: Record<string, string> = authorization === null ? {} : { authorization };
  const request = new Request('http://portal/api/storage-events', { method: 'POST', headers });
  expect(isSecretOf(request, secret)).toBe(expected);
  expect(isSecretOf(request, null)).toBe(false);
});
