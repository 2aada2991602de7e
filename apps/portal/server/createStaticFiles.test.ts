import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressStatic } from '../compressStatic.mjs';
import { createStaticFiles } from './createStaticFiles';

const script = 'export const words = "the same words again and again";\n'.repeat(100);
const path = '/_next/static/chunks/0a~b_[c].js';
const folder = mkdtempSync(join(tmpdir(), 'static-files-'));
const staticFolder = join(folder, '.next', 'static');
const server = createServer();
let port = 0;

beforeAll(async () => {
  mkdirSync(join(staticFolder, 'chunks'), { recursive: true });
  writeFileSync(join(staticFolder, 'chunks', '0a~b_[c].js'), script);
  writeFileSync(join(staticFolder, 'chunks', 'small.js'), 'export {};');
  writeFileSync(join(staticFolder, 'chunks', 'letters.woff2'), script);
  writeFileSync(join(folder, '.next', 'secret.js'), script);
  await compressStatic(staticFolder);
  const answer = createStaticFiles(folder);
  server.on('request', (incoming, response) => {
    if (!answer(incoming, response)) response.writeHead(404).end('from Next');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What comes over the line: `fetch` would decompress it. */
async function ask(target: string, headers: Record<string, string> = {}, method = 'GET') {
  const sent = request({ port, host: '127.0.0.1', path: target, method, headers, agent: false }).end();
  const [response] = await once(sent, 'response');
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) };
}

describe('createStaticFiles', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['GZIP', 'gzip'],
  ])('answers %s with %s', async (accepted, encoding) => {
    const { status, headers, body } = await ask(encodeURI(path).replace('[', '%5B').replace(']', '%5D'), {
      'accept-encoding': accepted,
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-encoding': encoding,
      'content-type': 'application/javascript; charset=utf-8',
      'content-length': String(body.byteLength),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    const text = (encoding === 'br' ? brotliDecompressSync : gunzipSync)(body).toString();
    expect(text).toBe(script);
    expect(body.byteLength).toBeLessThan(script.length / 10);
  });

  it('answers HEAD with the same headers and nothing after them', async () => {
    const { status, headers, body } = await ask(
      '/_next/static/chunks/0a~b_%5Bc%5D.js?dpl=1',
      { 'accept-encoding': 'br' },
      'HEAD',
    );
    expect([status, headers['content-encoding'], body.byteLength]).toEqual([200, 'br', 0]);
    expect(Number(headers['content-length'])).toBeGreaterThan(0);
  });

  it.each([
    ['a browser that takes neither', '/_next/static/chunks/0a~b_%5Bc%5D.js', 'identity'],
    ['a file too small to compress', '/_next/static/chunks/small.js', 'br'],
    ['a kind that is compressed in itself', '/_next/static/chunks/letters.woff2', 'br'],
    ['a compressed file by its own name', '/_next/static/chunks/small.js.br', 'br'],
    ['a file beside the folder', '/_next/static/../secret.js', 'br'],
    ['the same in disguise', '/_next/static/%2e%2e/secret.js', 'br'],
    ['a property of every object', '/_next/static/constructor', 'br'],
    ['a page', '/', 'br'],
  ])('leaves %s to Next', async (_what, target, accepted) => {
    expect((await ask(target, { 'accept-encoding': accepted })).status).toBe(404);
  });
});
