import {
  type ConformanceCheck,
  type ConformanceContext,
  check,
  ensure,
  equal,
  expectContent,
  expectMissing,
  expectStatus,
  get,
  head,
  put,
} from './ConformanceContext.ts';
import type { RawResponse } from './createRawClient.ts';

const oddKeys = [
  'plain',
  'with space',
  'plus+plus',
  'percent%',
  'percent%20encoded',
  'percent%2Fslash',
  'a&b=c',
  'question?mark',
  'hash#tag',
  'semi;colon',
  "quote'single",
  'quote"double',
  '<angle>',
  '(parens)!*',
  'comma,colon:at@',
  'back\\slash',
  'tilde~',
  '[brackets]{x}',
  '//double//slash',
  '/leading',
  'trailing/',
  './dot',
  '../dots',
  'a/../b',
  'ünïcödé/日本語',
  'emoji-😀',
  'caret^pipe|grave`',
];

const list = async (
  { client, bucket }: ConformanceContext,
  query: Record<string, string>,
): Promise<RawResponse> =>
  expectStatus(await client.send({ method: 'GET', bucket, query: { 'list-type': '2', ...query } }), 200);

const keysOf = (response: RawResponse) => response.tags('Key');
const prefixesOf = (response: RawResponse) =>
  [...response.text.matchAll(/<CommonPrefixes><Prefix>([^<]*)<\/Prefix><\/CommonPrefixes>/g)].map(
    (match) => match[1],
  );

async function putAll(context: ConformanceContext, keys: string[]): Promise<void> {
  const rest = [...keys];
  const worker = async () => {
    for (let key = rest.pop(); key !== undefined; key = rest.pop()) await put(context, key, 'x');
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

export const listAndKeyChecks: readonly ConformanceCheck[] = [
  check('O07', 'M', 'ListObjectsV2 of 3,000 keys: pages, order, MaxKeys, StartAfter', async (context) => {
    const keys = Array.from({ length: 3000 }, (_, n) => `O07/${String(n).padStart(5, '0')}`);
    await putAll(context, keys);
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await list(context, { prefix: 'O07/', ...(token && { 'continuation-token': token }) });
      ensure(keysOf(page).length <= 1000, 'a page of more than 1,000 keys');
      seen.push(...keysOf(page));
      token = page.tag('NextContinuationToken');
      equal(page.tag('IsTruncated'), String(token !== undefined), 'IsTruncated');
    } while (token && seen.length <= 3000);
    equal(seen, keys, 'keys');
    const some = await list(context, { prefix: 'O07/', 'max-keys': '7', 'start-after': 'O07/00500' });
    equal(keysOf(some), keys.slice(501, 508), 'keys after a start');
    equal([some.tag('KeyCount'), some.tag('MaxKeys')], ['7', '7'], 'counts');
  }),
  check(
    'O07b',
    'M',
    'ListObjectsV2 with delimiter, prefix and pages across common prefixes',
    async (context) => {
      await putAll(context, ['O07b/a/1', 'O07b/a/2', 'O07b/b', 'O07b/c/1', 'O07b/c/d/2', 'O07b/e']);
      const all = await list(context, { prefix: 'O07b/', delimiter: '/' });
      equal(
        [keysOf(all), prefixesOf(all)],
        [
          ['O07b/b', 'O07b/e'],
          ['O07b/a/', 'O07b/c/'],
        ],
        'keys and prefixes',
      );
      const seen: unknown[] = [];
      let token: string | undefined;
      do {
        const page = await list(context, {
          prefix: 'O07b/',
          delimiter: '/',
          'max-keys': '1',
          ...(token && { 'continuation-token': token }),
        });
        seen.push(...keysOf(page), ...prefixesOf(page));
        token = page.tag('NextContinuationToken');
      } while (token && seen.length < 10);
      equal(seen, ['O07b/a/', 'O07b/b', 'O07b/c/', 'O07b/e'], 'one by one');
    },
  ),
  check('O07c', 'N', 'encoding-type=url, and keys in UTF-8 byte order', async (context) => {
    const keys = ['O07c/\u{1f600}', 'O07c/\uff5e', 'O07c/z', 'O07c/ä b'];
    await putAll(context, keys);
    const page = await list(context, { prefix: 'O07c/', 'encoding-type': 'url' });
    const order = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    equal(
      keysOf(page).map((key) => decodeURIComponent(key.replaceAll('+', ' '))),
      order,
      'order',
    );
    ensure(page.text.includes('%C3%A4'), 'keys are not encoded');
  }),
  check('O07d', 'N', 'a listing shows no internal files; "-" sorts before "/"', async (context) => {
    const { client } = context;
    const bucket = await context.newBucket();
    for (const key of ['a/b', 'a-b', 'a'])
      expectStatus(await client.send({ method: 'PUT', bucket, key, body: 'x' }), 200);
    const page = await client.send({ method: 'GET', bucket, query: { 'list-type': '2' } });
    equal(keysOf(page), ['a', 'a-b', 'a/b'], 'keys');
  }),
  check('O12', 'M', `${oddKeys.length} odd keys: PUT, GET, HEAD, LIST, DELETE`, async (context) => {
    const { client, bucket } = context;
    const keys = oddKeys.map((key) => `O12/${key}`);
    for (const key of keys) await put(context, key, key);
    for (const key of keys) {
      await expectContent(context, key, key);
      equal(
        (await head(context, key)).headers['content-length'],
        String(Buffer.byteLength(key)),
        `length of ${key}`,
      );
    }
    equal(keysOf(await list(context, { prefix: 'O12/' })).sort(), [...keys].sort(), 'listed keys');
    for (const key of keys) expectStatus(await client.send({ method: 'DELETE', bucket, key }), 204);
    equal(keysOf(await list(context, { prefix: 'O12/' })), [], 'keys after deletion');
  }),
  check('O12b', 'N', 'keys "a", "a/b" and "a/b/c" live side by side', async (context) => {
    for (const key of ['O12b/a', 'O12b/a/b', 'O12b/a/b/c']) await put(context, key, key);
    for (const key of ['O12b/a', 'O12b/a/b', 'O12b/a/b/c']) await expectContent(context, key, key);
  }),
  check('O12c', 'N', 'a key of 1,025 bytes is 400 KeyTooLongError, one of 1,024 works', async (context) => {
    const { client, bucket } = context;
    const longest = `O12c/${'k'.repeat(1019)}`;
    await put(context, longest, 'x');
    await expectContent(context, longest, 'x');
    expectStatus(
      await client.send({ method: 'PUT', bucket, key: `${longest}k`, body: 'x' }),
      400,
      'KeyTooLongError',
    );
  }),
  check('O12d', 'M', 'after keys with control characters the server lists and lives', async (context) => {
    const { client, bucket } = context;
    const key = 'O12d/\u0001\u007f\n';
    const written = await client.send({ method: 'PUT', bucket, key, body: 'x' });
    if (written.status === 200) expectStatus(await get(context, key), 200);
    expectStatus(await client.send({ method: 'PUT', bucket, key: 'O12d/y', body: 'x' }), 200);
    ensure(
      keysOf(await list(context, { prefix: 'O12d/', 'encoding-type': 'url' }))
        .map(decodeURIComponent)
        .includes('O12d/y'),
      'the listing is broken',
    );
    expectStatus(await client.send({ method: 'DELETE', bucket, key }), 204);
  }),
  check('O13', 'M', 'no path traversal: nothing outside is written, read or reached', async (context) => {
    const { client, bucket, otherBucket } = context;
    expectStatus(
      await client.send({ method: 'PUT', bucket: otherBucket, key: 'O13-secret', body: 'secret' }),
      200,
    );
    const name = 'valetkey-conformance-escape';
    for (const key of [
      `../${name}`,
      `../../../../tmp/${name}`,
      `..%2f${name}`,
      `a/../../${name}`,
      `/etc/${name}`,
      `..\\${name}`,
    ]) {
      const written = await client.send({ method: 'PUT', bucket, key, body: 'x' });
      ensure(
        written.status === 200 || (written.status >= 400 && written.status < 500),
        `${key} answered ${written.status}`,
      );
      ensure(context.hasEscaped?.(name) !== true, `${key} left the folder of the store`);
    }
    for (const key of ['../../../../../../etc/passwd', '/etc/passwd', `../${otherBucket}/O13-secret`]) {
      expectStatus(await get(context, key), 404);
    }
    const raw = client.presign({ method: 'GET', bucket, key: 'x' });
    const target = raw.target.replace(`/${bucket}/x`, `/${bucket}/../${otherBucket}/O13-secret`);
    ensure((await client.use({ ...raw, target })).status >= 400, 'dot segments reached another bucket');
    await expectMissing(context, name);
  }),
];
