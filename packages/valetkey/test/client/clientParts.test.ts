import { describe, expect, it } from 'vitest';
import { collectDroppedFiles, createApiClient, downloadFile, UploadError } from '../../src/client/index.ts';
import { retryAfter, retryDelay } from '../../src/client/retryDelay.ts';
import { storeOrigin } from '../../src/client/storeOrigin.ts';
import { createUploadSandbox } from '../../src/testing/createUploadSandbox.ts';

const answering = (...answers: (() => Response)[]) => {
  const calls: { url: string; init: RequestInit }[] = [];
  const outside = createUploadSandbox();
  const ports = {
    ...outside.ports,
    fetch: async (url: string, init: RequestInit) => {
      calls.push({ url, init });
      return answers.shift()!();
    },
  };
  return { calls, ports, outside };
};
const problem =
  (status: number, code: string, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify({ code, detail: 'A sentence.', status }), { status, headers });

describe('createApiClient', () => {
  it('decodes problems', async () => {
    const { ports } = answering(problem(429, 'RATE_LIMITED', { 'retry-after': '12' }));
    const error: UploadError = await createApiClient({ ports })
      .getUpload('x')
      .catch((cause) => cause);
    expect(error).toBeInstanceOf(UploadError);
    expect(error).toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      retryAfterSeconds: 12,
      isTransient: true,
    });
    expect(error.message).toBe('A sentence.');
  });

  it('makes a sentence of what is no problem, such as a proxy’s page', async () => {
    const { ports } = answering(() => new Response('<html>', { status: 502 }));
    await expect(createApiClient({ ports }).getUpload('x')).rejects.toMatchObject({
      code: 'INTERNAL',
      status: 502,
      message: expect.stringContaining('502'),
    });
  });

  it('never sends the page’s cookies elsewhere, never follows a redirect, and encodes ids', async () => {
    const { ports, calls } = answering(() => new Response('{}'));
    await createApiClient({ ports, headers: () => ({ authorization: 'Bearer x' }) }).getUpload('../a b');
    expect(calls[0]).toMatchObject({
      url: '/api/upload/..%2Fa%20b',
      init: { credentials: 'same-origin', redirect: 'error', headers: { authorization: 'Bearer x' } },
    });
  });

  it('gives up a call that takes too long, as a passing failure', async () => {
    const outside = createUploadSandbox();
    const ports = {
      ...outside.ports,
      fetch: (_: string, { signal }: RequestInit) =>
        new Promise<Response>((_resolve, reject) => {
          signal!.addEventListener('abort', () => reject(signal!.reason));
        }),
    };
    const call = createApiClient({ ports, apiTimeoutSeconds: 20 }).getUpload('x');
    const failed = expect(call).rejects.toMatchObject({ code: 'NETWORK', isTransient: true });
    await outside.advance(20_000);
    await failed;
    expect(outside.timers.size).toBe(0);
  });

  it('rejects with the reason of the caller’s own signal', async () => {
    const { ports } = answering(() => new Response('{}'));
    const reason = new Error('left');
    const fetch = async (_: string, { signal }: RequestInit): Promise<Response> => {
      signal!.throwIfAborted();
      return new Response('{}');
    };
    const call = createApiClient({ ports: { ...ports, fetch } }).getUpload('x', AbortSignal.abort(reason));
    await expect(call).rejects.toBe(reason);
  });
});

describe('downloadFile', () => {
  it('waits for a file that is still being checked', async () => {
    const { ports, outside, calls } = answering(
      problem(409, 'NOT_YET_AVAILABLE', { 'retry-after': '3' }),
      () => Response.json({ signedUrl: 'https://store.example/o?X-Amz-Signature=1' }),
    );
    const opened: string[] = [];
    const download = downloadFile({ key: 'k/1', version: 2, ports, open: (url) => opened.push(url) });
    await outside.advance(3_000);
    await download;
    expect(opened).toEqual(['https://store.example/o?X-Amz-Signature=1']);
    expect(calls[0]!.url).toBe('/api/download?key=k%2F1&version=2');
  });

  it.each(['javascript:alert(1)', 'http://store.example/o', '/local', 'data:text/html,x'])(
    'does not open %s',
    async (signedUrl) => {
      const { ports } = answering(() => Response.json({ signedUrl }));
      const open = () => expect.unreachable();
      await expect(downloadFile({ key: 'k', ports, open })).rejects.toMatchObject({
        code: 'STORE_NOT_ALLOWED',
      });
    },
  );

  it('says why not', async () => {
    const { ports } = answering(problem(404, 'NOT_FOUND'));
    await expect(downloadFile({ key: 'k', ports })).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });
});

describe('storeOrigin', () => {
  it.each([
    'https://s3.eu-central-1.amazonaws.com/b',
    'http://127.0.0.1:9000/b',
    'http://localhost:9000/b',
    'http://bucket.s3.localhost:9000/',
    'http://[::1]:9000/b',
  ])('takes %s', (url) => {
    expect(storeOrigin(url)).toBe(new URL(url).origin);
  });

  it.each([
    'http://example.com/',
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com/',
    'ftp://127.0.0.1/',
    '//store.example/',
    'blob:https://store.example/1',
    'javascript:0',
    '',
  ])('refuses %s', (url) => {
    expect(() => storeOrigin(url)).toThrow(expect.objectContaining({ code: 'STORE_NOT_ALLOWED' }));
  });

  it('keeps to the list', () => {
    expect(storeOrigin('https://a.example/x', ['https://a.example/'])).toBe('https://a.example');
    expect(() => storeOrigin('https://b.example/x', ['https://a.example'])).toThrow('https://b.example');
    expect(() => storeOrigin('https://a.example:444/x', ['https://a.example'])).toThrow();
  });
});

describe('retryDelay', () => {
  it('is full jitter on top of Retry-After, bounded', () => {
    expect(retryDelay(1, () => 0)).toBe(0);
    expect(retryDelay(1, () => 0.5)).toBe(250);
    expect(retryDelay(4, () => 0.5)).toBe(2_000);
    expect(retryDelay(50, () => 1)).toBe(30_000);
    expect(retryDelay(1, () => 0, 7)).toBe(7_000);
    expect(retryDelay(1, () => 0, 1e9)).toBe(300_000);
  });

  it.each([
    ['7', 7],
    [' 7 ', 7],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads Retry-After %j as %j', (header, seconds) => {
    expect(retryAfter(header)).toBe(seconds);
  });
});

describe('collectDroppedFiles', () => {
  const fileEntry = (fullPath: string) => ({
    isFile: true,
    isDirectory: false,
    name: fullPath.split('/').at(-1)!,
    fullPath,
    file: (resolve: (file: File) => void) => resolve(new File(['x'], fullPath.split('/').at(-1)!)),
  });
  const directoryEntry = (fullPath: string, entries: unknown[]) => ({
    isFile: false,
    isDirectory: true,
    name: fullPath.split('/').at(-1)!,
    fullPath,
    createReader: () => {
      const left = [...entries];
      // A browser hands out entries in portions.
      return { readEntries: (resolve: (entries: unknown[]) => void) => resolve(left.splice(0, 2)) };
    },
  });

  it('walks folders to the end and keeps their paths', async () => {
    const folder = directoryEntry('/Tax', [
      fileEntry('/Tax/a.pdf'),
      fileEntry('/Tax/b.pdf'),
      directoryEntry('/Tax/2025', [fileEntry('/Tax/2025/c.pdf')]),
      directoryEntry('/Tax/empty', []),
      fileEntry('/Tax/d.pdf'),
    ]);
    const items = [
      { kind: 'string' },
      { kind: 'file', webkitGetAsEntry: () => folder, getAsFile: () => null },
      {
        kind: 'file',
        webkitGetAsEntry: () => fileEntry('/e.pdf'),
        getAsFile: () => new File(['x'], 'e.pdf'),
      },
      { kind: 'file', getAsFile: () => new File(['x'], 'pasted.png') },
    ];
    const found = await collectDroppedFiles({ items } as unknown as DataTransfer);
    expect(found.map(({ file, path }) => `${path ?? ''}|${file.name}`)).toEqual([
      '|e.pdf',
      '|pasted.png',
      'Tax|a.pdf',
      'Tax|b.pdf',
      'Tax/2025|c.pdf',
      'Tax|d.pdf',
    ]);
  });

  it('takes the handle of each file where the browser has one', async () => {
    const item = (name: string, getAsFileSystemHandle?: () => Promise<unknown>) => ({
      kind: 'file',
      getAsFile: () => new File(['x'], name),
      getAsFileSystemHandle,
    });
    const handle = { kind: 'file', name: 'a.pdf' };
    const items = [
      item('a.pdf', async () => handle),
      item('b.pdf'),
      item('c.pdf', async () => null),
      item('d.pdf', () => Promise.reject(new Error('not allowed'))),
    ];
    const found = await collectDroppedFiles({ items } as unknown as DataTransfer);
    expect(found.map(({ file }) => file.name)).toEqual(['a.pdf', 'b.pdf', 'c.pdf', 'd.pdf']);
    expect(found.map((one) => one.handle)).toEqual([handle, undefined, undefined, undefined]);
  });
});
