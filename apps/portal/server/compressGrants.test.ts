import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { compressGrants } from './compressGrants';

let server: Server | null = null;
afterEach(() => void server?.close());

const long = JSON.stringify({
  uploads: Array.from({ length: 100 }, () => 'https://store.example/?signature='),
});

/** As Next writes: headers flushed first, the body in pieces, nothing with the end. */
async function ask(how: { path?: string; method?: string; accept?: string; status?: number; body?: string }) {
  const { path = '/api/upload', method = 'POST', accept = 'gzip, br', status = 200, body = long } = how;
  server = createServer(async (incoming, response) => {
    compressGrants(incoming, path, response);
    await text(incoming);
    response.statusCode = status;
    response.setHeader('vary', 'rsc');
    response.flushHeaders();
    response.write(body.slice(0, 10));
    response.write(Buffer.from(body.slice(10)));
    response.end();
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new Promise<{ status: number; encoding: string | undefined; vary: string; body: Buffer }>(
    (resolve) => {
      const asking = request(
        { port, path, method, headers: { 'accept-encoding': accept } },
        async (answer) => {
          const { 'content-encoding': encoding, vary = '' } = answer.headers;
          resolve({ status: answer.statusCode!, encoding, vary, body: await buffer(answer) });
        },
      );
      asking.end();
    },
  );
}

it.each(['/api/upload', '/api/upload/parts', '/api/upload/sign'])(
  'compresses the grants of %s',
  async (path) => {
    const { encoding, vary, body } = await ask({ path });
    expect([encoding, vary]).toEqual(['gzip', 'rsc, accept-encoding']);
    expect(gunzipSync(body).toString()).toBe(long);
    expect(body.length).toBeLessThan(long.length / 10);
  },
);

it.each<[string, Parameters<typeof ask>[0]]>([
  ['another route', { path: '/api/files' }],
  ['a question', { method: 'GET' }],
  ['a client that takes no gzip', { accept: 'br' }],
  ['a refusal', { status: 400 }],
  ['a short answer', { body: '{"uploads":[]}' }],
])('leaves %s as it is', async (_, how) => {
  const { status, encoding, body } = await ask(how);
  expect([status, encoding, body.toString()]).toEqual([how.status ?? 200, undefined, how.body ?? long]);
});
