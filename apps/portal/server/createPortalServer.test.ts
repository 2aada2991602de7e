import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createPortalServer, type PortalServerOptions } from './createPortalServer';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function start(options: Partial<PortalServerOptions> = {}) {
  const seen: IncomingMessage[] = [];
  const server = createPortalServer({
    handle: (request: IncomingMessage, response: ServerResponse) => {
      seen.push(request);
      response.end('from the application');
    },
    storeOrigins: ['https://bucket.s3.example'],
    isHttps: false,
    trustProxyHops: 0,
    logger: pino({ level: 'silent' }),
    ...options,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, seen };
}

/** Sends bytes as they are; what `fetch` would never send. */
async function sendRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const piece of socket) answer += piece;
  return answer;
}

const everywhere = [
  'content-security-policy',
  'content-security-policy-report-only',
  'x-content-type-options',
  'referrer-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
];

describe('createPortalServer', () => {
  it('puts the security headers and a request id on what the application answers', async () => {
    const { url, seen } = await start();
    const response = await fetch(`${url}/anything`);
    expect(await response.text()).toBe('from the application');
    for (const name of everywhere) expect(response.headers.get(name), name).toBeTruthy();
    expect(response.headers.get('x-request-id')).toBe(seen[0]?.headers['x-request-id']);
    expect(response.headers.get('strict-transport-security')).toBeNull();
  });

  it('makes a policy from the running configuration with a nonce of each reply', async () => {
    const { url, seen } = await start({ isHttps: true });
    const policies = await Promise.all(
      [1, 2].map(async () => (await fetch(url)).headers.get('content-security-policy') ?? ''),
    );
    const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1]);
    expect(nonces[0]).toHaveLength(24);
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(policies[0]).toContain("connect-src 'self' https://bucket.s3.example");
    expect(policies[0]).toContain("frame-ancestors 'none'");
    expect(policies[0]).not.toContain('unsafe');
    expect(policies).toContain(seen[0]?.headers['content-security-policy']);
    expect((await fetch(url)).headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
  });

  it('takes from no client who it is or what the framework said', async () => {
    const { url, seen } = await start();
    await fetch(url, {
      headers: {
        'x-forwarded-for': '1.2.3.4',
        'x-forwarded-host': 'evil.example',
        forwarded: 'for=1.2.3.4',
        'x-real-ip': '1.2.3.4',
        'x-middleware-subrequest': 'middleware:middleware',
        'x-valetkey-client-address': '1.2.3.4',
        'x-request-id': 'mine',
        'next-action': 'abc',
        'content-security-policy': "script-src 'nonce-AAAA'",
      },
    });
    const headers = seen[0]!.headers;
    expect(headers['x-valetkey-client-address']).toBe('127.0.0.1');
    expect(headers['x-request-id']).not.toBe('mine');
    expect(headers['content-security-policy']).not.toContain('AAAA');
    for (const name of ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'x-real-ip', 'next-action'])
      expect(headers[name], name).toBeUndefined();
    expect(headers['x-middleware-subrequest']).toBeUndefined();
  });

  it('believes as many proxies as it was told of, counted from the right', async () => {
    const { url, seen } = await start({ trustProxyHops: 2 });
    await fetch(url, { headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.9, 10.0.0.1' } });
    await fetch(url, { headers: { 'x-forwarded-for': 'nonsense' } });
    expect(seen.map(({ headers }) => headers['x-valetkey-client-address'])).toEqual([
      '203.0.113.9',
      '127.0.0.1',
    ]);
  });

  it.each([
    [
      'a target on another host',
      'GET http://169.254.169.254/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      400,
    ],
    ['a WebSocket', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', 400],
    ['a tunnel', 'CONNECT db:5432 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['two slashes', 'GET //evil.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    ['a broken escape', 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    ['the image optimiser', 'GET /_next/image?url=/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    ['TRACE', 'TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 405],
    [
      'a form sent to a page',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      405,
    ],
    ['a huge body', 'POST /api/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 600000\r\n\r\n', 413],
    [
      'two lengths',
      'POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['huge headers', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['no HTTP at all', 'hello\r\n\r\n', 400],
  ])('refuses %s before the application sees it, with every header', async (_, text, status) => {
    const { port, seen } = await start();
    const answer = await sendRaw(port, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    for (const name of everywhere) expect(answer.toLowerCase()).toContain(`\r\n${name}:`);
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(seen).toHaveLength(0);
  });

  it('gives an empty 405 of the framework the body that every error has', async () => {
    const { url } = await start({ handle: (_, response) => void response.writeHead(405).end() });
    const early = await fetch(url);
    expect(await early.text()).toBe('');
    const { url: late } = await start({
      handle: (_, response) => {
        response.statusCode = 405;
        response.end();
      },
    });
    const response = await fetch(late);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
  });

  it('lets go of somebody who does not read what they asked for, and not of who is told something now and then', async () => {
    const closed: string[] = [];
    const { port } = await start({
      idleTimeoutMs: 300,
      handle: (request, response) => {
        const piece = Buffer.alloc(request.url === '/stalled' ? 1024 * 1024 : 1, 'a');
        const timer = setInterval(() => response.writableNeedDrain || response.write(piece), 50);
        response.once('close', () => {
          clearInterval(timer);
          closed.push(request.url!);
        });
      },
    });
    const ask = (path: string) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      closers.push(async () => socket.destroy());
      return socket;
    };
    ask('/stalled').pause();
    let heard = 0;
    ask('/read').on('data', () => {
      heard += 1;
    });
    await expect.poll(() => closed, { timeout: 10_000 }).toEqual(['/stalled']);
    const before = heard;
    await expect.poll(() => heard).toBeGreaterThan(before + 3);
    expect(closed).toEqual(['/stalled']);
  });

  it('answers 500 without a word about why', async () => {
    const { url } = await start({ handle: () => Promise.reject(new Error('password=secret')) });
    const response = await fetch(url);
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ code: 'INTERNAL' });
    expect(body).not.toContain('secret');
  });
});
