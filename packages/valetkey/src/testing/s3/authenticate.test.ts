import { expect, it } from 'vitest';
import { type AuthenticateInput, authenticate } from './authenticate.ts';
import { parseTarget } from './parseTarget.ts';
import { personalities } from './personalities.ts';
import { canonicalRequest, groupHeaders, hmac, sha256Hex, signingKey, stringToSign } from './sigV4.ts';

const credential = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' };
const scope = { accessKeyId: credential.accessKeyId, date: '20260102', region: 'r', service: 's3' };
const amzDate = '20260102T030405Z';

/** A request signed over `host` and the date alone, with these headers beside them. */
function signed(headers: Record<string, string>, hash: string): AuthenticateInput {
  const signedHeaders = ['host', 'x-amz-date'];
  const all = { host: 'store', 'x-amz-date': amzDate, ...headers };
  const { rawPath, query } = parseTarget('/bucket/key', 'store', ['store']);
  const request = { method: 'PUT', rawPath, query, headers: groupHeaders(Object.entries(all).flat()) };
  const canonical = canonicalRequest({ ...request, signedHeaders, payloadHash: hash });
  const signature = hmac(
    signingKey(credential.secretAccessKey, scope),
    stringToSign(amzDate, scope, canonical),
  ).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=test-key/20260102/r/s3/aws4_request, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return {
    ...request,
    headers: groupHeaders(Object.entries({ ...all, authorization }).flat()),
    credentials: new Map([[credential.accessKeyId, credential]]),
    region: 'r',
    personality: personalities.aws,
    now: Date.UTC(2026, 0, 2, 3, 4, 5),
  };
}

const hash = sha256Hex('body');

it('takes the hash of the body from a header that is not signed, since its value is', () => {
  const input = signed({ 'x-amz-content-sha256': hash }, hash);
  expect(authenticate(input)).toMatchObject({ form: 'header', payload: { kind: 'hash', sha256: hash } });
});

it('refuses another hash than was signed', () => {
  const input = signed({ 'x-amz-content-sha256': sha256Hex('other') }, hash);
  expect(() => authenticate(input)).toThrow(expect.objectContaining({ code: 'SignatureDoesNotMatch' }));
});

it('refuses every other header of its kind that is not signed', () => {
  const input = signed({ 'x-amz-content-sha256': hash, 'x-amz-acl': 'public-read' }, hash);
  expect(() => authenticate(input)).toThrow(
    expect.objectContaining({ code: 'AccessDenied', details: { HeadersNotSigned: 'x-amz-acl' } }),
  );
});
