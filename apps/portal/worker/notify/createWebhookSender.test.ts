import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { hostileRows } from '../../test/hostileRows';
import { createWebhookSender, type LookupAll, type SendOutcome } from './createWebhookSender';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function listen(
  server: Server | ReturnType<typeof createRawServer>,
  host = '127.0.0.1',
): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const receive = (listener: RequestListener) => listen(createServer(listener));

const post = (
  url: string,
  {
    signal = new AbortController().signal,
    ...options
  }: Parameters<typeof createWebhookSender>[0] & { signal?: AbortSignal } = {},
): Promise<SendOutcome> =>
  createWebhookSender(options)({
    url: new URL(url),
    headers: { 'webhook-id': 'evt_1' },
    body: '{"é":1}',
    signal,
  });

const toAddresses =
  (...addresses: string[]): LookupAll =>
  (_hostname, callback) =>
    callback(
      null,
      addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('createWebhookSender', () => {
  it('posts what it is given, and tells what was answered', async () => {
    let seen: unknown;
    const port = await receive((request, response) => {
      let body = '';
      request.on('data', (piece) => {
        body += piece;
      });
      request.on('end', () => {
        seen = { method: request.method, url: request.url, id: request.headers['webhook-id'], body };
        response.writeHead(503, { 'retry-after': '7' }).end('later\0\u202e');
      });
    });
    const outcome = await post(`http://127.0.0.1:${port}/hook?a=b`);
    expect(seen).toEqual({ method: 'POST', url: '/hook?a=b', id: 'evt_1', body: '{"é":1}' });
    expect(outcome).toEqual({ status: 503, text: 'later\u{fffd}\u{fffd}', retryAfter: '7', problem: null });
  });

  it('reads the beginning of an answer without an end', async () => {
    let isClosed = false;
    const port = await receive((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => {
        clearInterval(timer);
        isClosed = true;
      });
    });
    const outcome = await post(`http://127.0.0.1:${port}/`);
    expect(outcome).toMatchObject({ status: 200, text: 'x'.repeat(1024) });
    await expect.poll(() => isClosed).toBe(true);
  });

  it('takes what was answered before the answer broke off', async () => {
    const port = await receive((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('ok', () => response.destroy());
    });
    expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200, text: 'ok' });
  });

  it('gives up on whoever says nothing, something else, or is not there', async () => {
    const silent = await listen(createRawServer());
    expect(await post(`http://127.0.0.1:${silent}/`, { timeoutMs: 100 })).toEqual({
      status: null,
      problem: 'timed_out',
    });
    for (const answer of [
      'hello\r\n\r\n',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`,
    ]) {
      const port = await listen(createRawServer((socket) => socket.on('error', () => {}).write(answer)));
      expect(await post(`http://127.0.0.1:${port}/`, { timeoutMs: 5_000 }), answer.slice(0, 20)).toEqual({
        status: null,
        problem: 'unreachable',
      });
    }
    const gone = createRawServer();
    const port = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ status: null, problem: 'unreachable' });
  });

  it('tells a name that leads nowhere', async () => {
    const lookup: LookupAll = (_hostname, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    expect(await post('https://nobody.example/', { lookup })).toEqual({ status: null, problem: 'not_found' });
    expect(await post('https://nobody.example/', { lookup: toAddresses() })).toEqual({
      status: null,
      problem: 'address_refused',
    });
  });

  it('refuses addresses that are written in the URL, also by themselves', async () => {
    for (const url of [
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://10.0.0.1/',
      'http://93.184.216.34/',
    ])
      expect(await post(url), url).toEqual({ status: null, problem: 'address_refused' });
    expect(await post('http://localhost/', { lookup: toAddresses('93.184.216.34') })).toEqual({
      status: null,
      problem: 'address_refused',
    });
  });

  it('uses no proxy of its environment', async () => {
    const port = await receive((_request, response) => response.end('direct'));
    const proxy = await receive((_request, response) => response.writeHead(502).end('by proxy'));
    const before = { ...process.env };
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'ALL_PROXY'])
      process.env[name] = `http://127.0.0.1:${proxy}`;
    process.env.NODE_USE_ENV_PROXY = '1';
    try {
      expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200, text: 'direct' });
    } finally {
      process.env = before;
    }
  });

  it('ends with the worker, and says that it was not the receiver', async () => {
    const stopping = new AbortController();
    const port = await receive(() => stopping.abort(new Error('stopping')));
    await expect(post(`http://127.0.0.1:${port}/`, { signal: stopping.signal })).rejects.toThrow('stopping');
  });
});

/** Each row of the corpus about delivery; `WD-009` is about receivers and is held by `webhooks.test.ts`. */
const checks: Record<string, () => Promise<void>> = {
  // Whatever was looked up before, the connection goes to what is looked up for it, or to nothing.
  'WD-001': async () => {
    let connections = 0;
    const port = await receive((_request, response) => {
      connections += 1;
      response.end();
    });
    const answers = [['1.2.3.4'], ['127.0.0.1']];
    const lookup: LookupAll = (hostname, callback) =>
      toAddresses(...(answers.shift() ?? []))(hostname, callback);
    await new Promise<void>((resolve) => lookup('rebinding.example', () => resolve()));
    expect(await post(`https://rebinding.example:${port}/`, { lookup })).toEqual({
      status: null,
      problem: 'address_refused',
    });
    expect(answers).toEqual([]);
    expect(connections).toBe(0);
  },
  'WD-002': async () => {
    for (const addresses of [
      ['93.184.216.34', '::1'],
      ['::1', '93.184.216.34'],
      ['93.184.216.34', '10.0.0.1'],
    ])
      expect(await post('https://two.example/', { lookup: toAddresses(...addresses) })).toEqual({
        status: null,
        problem: 'address_refused',
      });
  },
  'WD-003': async () => {
    let calls = 0;
    const port = await receive((_request, response) => {
      calls += 1;
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 302, problem: null });
    expect(calls).toBe(1);
  },
  'WD-005': async () => {
    const port = await listen(
      createRawServer((socket) => {
        const header = [...'HTTP/1.1 200 OK\r\nx-slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'];
        const timer = setInterval(() => socket.write(header.shift() ?? 'a'), 20);
        socket.on('error', () => {});
        socket.on('close', () => clearInterval(timer));
      }),
    );
    expect(await post(`http://127.0.0.1:${port}/`, { timeoutMs: 300 })).toEqual({
      status: null,
      problem: 'timed_out',
    });
  },
};
const elsewhere = ['WD-009'];

describe('hostile webhook-delivery', () => {
  const rows = hostileRows('webhook-delivery').filter(({ id }) => !elsewhere.includes(id));
  it.each(rows.map((row) => [row.id, row.input.text ?? ''] as const))('%s %s', async (id) => {
    const check = checks[id];
    if (check === undefined) throw new Error(`${id} is not mapped`);
    await check();
  });
});
