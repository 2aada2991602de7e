import type { Ports, XhrLike } from '../client/index.ts';
import {
  type Grant,
  type HandshakeFile,
  partLength,
  planParts,
  type StorageState,
} from '../protocol/index.ts';

/** How a scripted call to the app server goes wrong: before it is handled, or after (a lost answer). */
export type ApiFault =
  | 'unreached'
  | 'lost'
  | { status: number; code?: string; retryAfter?: number; files?: unknown };
/** How a scripted request to the store goes wrong. */
export type StoreFault =
  | 'drop'
  | 'lost'
  | 'stall'
  | 'stall-answer'
  | { status: number; code?: string; retryAfter?: number };

type CallBody = {
  files?: HandshakeFile[];
  idempotencyKey?: string;
  connections?: number;
  connectionBytesPerSecond?: number;
  uploads?: { uploadId: string }[];
  uploadIds?: string[];
  uploadId?: string;
  partNumbers?: number[];
  checksumsSha256?: string[];
};
export type ScriptedCall = { method: string; path: string; body: CallBody; at: number };

type ServerUpload = {
  uploadId: string;
  key: string;
  kind: Grant['kind'];
  file: HandshakeFile;
  state: StorageState;
  partSize: number | null;
  stored: Map<number, number>;
  /** Times each part arrived completely. */
  arrivals: Map<number, number>;
};

export type Sent = { uploadId: string; part: number; size: number; at: number; generation: number };

export type UploadSandboxOptions = {
  /** Of the jitter. @default 1 */
  seed?: number;
  /** Bytes a connection moves in a second. @default 8 MiB */
  bytesPerSecond?: number;
  /** Of each request, in milliseconds. @default 10 */
  latencyMs?: number;
  /** What small files are granted. @default 'post' */
  kind?: 'post' | 'put';
  /** Files from this size on are sent in parts, in bytes. @default 16 MiB */
  multipartFrom?: number;
  /** Names of the one bucket. @default 1 */
  names?: number;
  /** Asked for each call to the app server: how it goes wrong, if it does. */
  apiFault?: (call: ScriptedCall & { index: number }) => ApiFault | undefined;
  /** Asked for each request to the store; `attempt` counts those of the same part before it. */
  storeFault?: (sent: Sent & { attempt: number; index: number }) => StoreFault | undefined;
};

const MiB = 1024 * 1024;

/**
 * App server, store, network and time for an uploader in a test, in this process and all of it deterministic: nothing moves until
 * `advance` or `drain` lets time pass. Give `ports` to `createUploader`, and look at what it did in `calls`, `sent` and `uploads`.
 * The server accepts everything; what it refuses is for `apiFault` to say. Needs Node.
 */
export function createUploadSandbox(options: UploadSandboxOptions = {}) {
  const {
    bytesPerSecond = 8 * MiB,
    latencyMs = 10,
    kind = 'post',
    multipartFrom = 16 * MiB,
    names = 1,
  } = options;
  let now = 1_000;
  let order = 0;
  const timers = new Map<number, { at: number; order: number; callback: () => void }>();
  const random = randomFrom(options.seed ?? 1);
  const calls: ScriptedCall[] = [];
  const sent: Sent[] = [];
  const uploads = new Map<string, ServerUpload>();
  const batches = new Map<string, string[]>();
  const onlineListeners = new Set<() => void>();
  const running = new Set<{ abort(): void; uploadId: string }>();
  const state = { isOnline: true, mostRunning: 0, generation: 0 };

  const setTimer = (callback: () => void, milliseconds: number) => {
    const id = ++order;
    timers.set(id, { at: now + Math.max(0, milliseconds), order: id, callback });
    return id;
  };

  const bucketUrl = (number: number) =>
    `https://store${number % names === 0 ? '' : number % names}.example/bucket`;

  function grant(upload: ServerUpload): Grant {
    const { uploadId, key, file } = upload;
    const base = { uploadId, key, expiresAt: new Date(epoch(now) + 600_000).toISOString() };
    const generation = ++state.generation;
    const url = `${bucketUrl(Number(uploadId.slice(2)))}?upload=${uploadId}&generation=${generation}`;
    if (upload.kind === 'post') {
      const fields = { key: uploadId, policy: 'p', generation: String(generation) };
      return {
        ...base,
        kind: 'post',
        method: 'POST',
        signedUrl: bucketUrl(Number(uploadId.slice(2))),
        fields,
      };
    }
    if (upload.kind === 'put') {
      const headers = { 'content-type': file.contentType, 'if-none-match': '*' };
      return { ...base, kind: 'put', method: 'PUT', signedUrl: url, headers };
    }
    const { partCount } = planParts(file.size);
    const first = Array.from({ length: Math.min(100, partCount) }, (_, index) => index + 1);
    const partSize = upload.partSize!;
    if (file.partChecksums)
      return { ...base, kind: 'multipart', partSize, parts: [], partChecksums: 'sha256' };
    return { ...base, kind: 'multipart', partSize, parts: parts(upload, first) };
  }

  function parts(upload: ServerUpload, numbers: number[]) {
    const generation = ++state.generation;
    return numbers.map((partNumber) => ({
      partNumber,
      signedUrl: `${bucketUrl(partNumber - 1)}?upload=${upload.uploadId}&part=${partNumber}&generation=${generation}`,
      headers: {},
      size: partLength(upload.file.size, upload.partSize!, partNumber),
    }));
  }

  function handle(method: string, path: string, body: CallBody): { status: number; body?: unknown } {
    const problem = (status: number, code: string) => ({
      status,
      body: { code, detail: `${code} sentence.`, status },
    });
    if (method === 'POST' && path === '/api/upload') {
      let ids = batches.get(body.idempotencyKey!);
      if (!ids) {
        ids = body.files!.map((file: HandshakeFile) => {
          const uploadId = `id${uploads.size + 1}`;
          const isLarge = file.size >= multipartFrom;
          uploads.set(uploadId, {
            uploadId,
            key: `key-${uploadId}`,
            kind: isLarge ? 'multipart' : kind,
            file,
            state: 'reserved',
            partSize: isLarge ? planParts(file.size).partSize : null,
            stored: new Map(),
            arrivals: new Map(),
          });
          return uploadId;
        });
        batches.set(body.idempotencyKey!, ids);
      }
      return { status: 200, body: { uploads: ids.map((id) => grant(uploads.get(id)!)) } };
    }
    if (method === 'POST' && path === '/api/upload/complete') {
      return { status: 200, body: { files: body.uploads!.map(({ uploadId }) => receipt(uploadId)) } };
    }
    if (method === 'POST' && path === '/api/upload/sign') {
      const asked = body.uploadIds!.map((id) => uploads.get(id)!);
      if (asked.some((upload) => upload?.state !== 'reserved')) return problem(409, 'INVALID_STATE');
      return { status: 200, body: { uploads: asked.map(grant) } };
    }
    if (method === 'POST' && path === '/api/upload/parts') {
      const upload = uploads.get(body.uploadId!);
      if (upload?.state !== 'reserved') return problem(409, 'INVALID_STATE');
      const wanted = upload.file.partChecksums ? body.partNumbers!.length : 0;
      if ((body.checksumsSha256 ?? []).length !== wanted) return problem(400, 'INVALID_CHECKSUM');
      return { status: 200, body: { parts: parts(upload, body.partNumbers!) } };
    }
    if (path.startsWith('/api/upload?state=reserved')) {
      const open = [...uploads.values()].filter((upload) => upload.state === 'reserved');
      return { status: 200, body: { uploads: open.map(describe), nextCursor: null } };
    }
    const upload = uploads.get(path.split('/').at(-1)!);
    if (!upload) return problem(404, 'NOT_FOUND');
    if (method === 'DELETE') {
      if (upload.state !== 'reserved') return problem(409, 'INVALID_STATE');
      upload.state = 'aborted';
      return { status: 204 };
    }
    const stored =
      upload.kind === 'multipart'
        ? Array.from(upload.stored, ([partNumber, size]) => ({ partNumber, size }))
        : [];
    return { status: 200, body: { ...describe(upload), stored } };
  }

  function describe({ uploadId, key, kind, state, partSize, file }: ServerUpload) {
    const { size, name, contentType, fingerprint = null, documentId } = file;
    const version = documentId === undefined ? 1 : 2;
    return { uploadId, key, version, kind, state, partSize, size, name, contentType, fingerprint };
  }

  function receipt(uploadId: string) {
    const upload = uploads.get(uploadId);
    if (!upload) return { uploadId, status: 404, code: 'NOT_FOUND', detail: 'Not found.' };
    if (upload.state === 'reserved') {
      const total = [...upload.stored.values()].reduce((sum, size) => sum + size, 0);
      if (total !== upload.file.size)
        return { uploadId, status: 409, code: 'NOT_UPLOADED', detail: 'Not there.' };
      upload.state = 'uploaded';
    }
    if (upload.state === 'aborted')
      return { uploadId, status: 409, code: 'INVALID_STATE', detail: 'It was aborted.' };
    return { uploadId, status: 200, id: upload.key, state: upload.state };
  }

  function fakeFetch(url: string, init: RequestInit): Promise<Response> {
    const body = init.body ? (JSON.parse(String(init.body)) as CallBody) : {};
    const call = { method: init.method ?? 'GET', path: url, body, at: now };
    calls.push(call);
    const fault = options.apiFault?.({ ...call, index: calls.length - 1 });
    return new Promise((resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
      setTimer(() => {
        if (!state.isOnline || fault === 'unreached') return reject(new TypeError('Failed to fetch'));
        const answer =
          fault && typeof fault === 'object'
            ? {
                status: fault.status,
                body: { code: fault.code ?? 'INTERNAL', detail: 'A sentence.', files: fault.files },
              }
            : handle(call.method, url, body);
        if (fault === 'lost') return reject(new TypeError('Failed to fetch'));
        const headers: Record<string, string> = { date: new Date(epoch(now)).toUTCString() };
        if (fault && typeof fault === 'object' && fault.retryAfter)
          headers['retry-after'] = String(fault.retryAfter);
        const text = answer.body === undefined ? null : JSON.stringify(answer.body);
        resolve(new Response(text, { status: answer.status, headers }));
      }, latencyMs);
    });
  }

  function createXhr(): XhrLike {
    const listeners: Record<string, () => void> = {};
    let onProgress: (event: { loaded: number; total: number }) => void = () => {};
    let address = '';
    let timer: number | null = null;
    let isDone = false;
    const headers: Record<string, string> = {};
    const xhr = {
      status: 0,
      responseText: '',
      responseURL: '',
      upload: {
        addEventListener(_: string, listener: typeof onProgress) {
          onProgress = listener;
        },
      },
      addEventListener(type: string, listener: () => void) {
        listeners[type] = listener;
      },
      open(_: string, url: string) {
        address = url;
      },
      setRequestHeader(name: string, value: string) {
        headers[name] = value;
      },
      getResponseHeader: (name: string) => headers[`answer-${name}`] ?? null,
      abort() {
        if (isDone) return;
        end('abort');
      },
      send(body: Blob | FormData) {
        running.add(entry);
        state.mostRunning = Math.max(state.mostRunning, running.size);
        const form = body instanceof FormData ? body : null;
        const file = form ? (form.get('file') as File) : (body as Blob);
        if (form && [...form.keys()].at(-1) !== 'file') throw new Error('the file is not the last field');
        const url = new URL(address);
        const uploadId = form ? String(form.get('key')) : url.searchParams.get('upload')!;
        const part = Number(url.searchParams.get('part') ?? 1);
        const generation = Number(form ? form.get('generation') : url.searchParams.get('generation'));
        entry.uploadId = uploadId;
        const upload = uploads.get(uploadId)!;
        const attempt = sent.filter((one) => one.uploadId === uploadId && one.part === part).length;
        const record = { uploadId, part, size: file.size, at: now, generation };
        sent.push(record);
        const fault = options.storeFault?.({ ...record, attempt, index: sent.length - 1 });
        const total = file.size + (form ? 500 : 0);
        const steps = 4;
        let step = 0;
        const move = () => {
          timer = null;
          if (!state.isOnline) return end('error');
          step++;
          const isBreaking = fault === 'drop' && step === 2;
          if (isBreaking) return end('error');
          onProgress({ loaded: Math.floor((total * step) / steps), total });
          if (fault === 'stall' && step === 2) return;
          if (step < steps) {
            timer = setTimer(move, (file.size / bytesPerSecond / steps) * 1_000);
            return;
          }
          timer = setTimer(answer, latencyMs);
        };
        const answer = () => {
          timer = null;
          if (fault === 'stall-answer') return;
          if (!state.isOnline) return end('error');
          if (fault && typeof fault === 'object') {
            xhr.status = fault.status;
            xhr.responseText = `<Error><Code>${fault.code ?? 'Whatever'}</Code></Error>`;
            if (fault.retryAfter) headers['answer-retry-after'] = String(fault.retryAfter);
            return end('load');
          }
          if (upload?.state !== 'reserved') {
            xhr.status = 404;
            xhr.responseText = '<Error><Code>NoSuchUpload</Code></Error>';
            return end('load');
          }
          if (upload.kind === 'put' && upload.stored.has(1)) {
            xhr.status = 412;
            return end(fault === 'lost' ? 'error' : 'load');
          }
          const expected =
            upload.kind === 'multipart'
              ? partLength(upload.file.size, upload.partSize!, part)
              : upload.file.size;
          if (file.size !== expected) throw new Error(`part ${part} has ${file.size} bytes, not ${expected}`);
          upload.stored.set(part, file.size);
          upload.arrivals.set(part, (upload.arrivals.get(part) ?? 0) + 1);
          xhr.status = upload.kind === 'post' ? 204 : 200;
          end(fault === 'lost' ? 'error' : 'load');
        };
        timer = setTimer(move, latencyMs);
      },
    };
    const entry = { abort: () => xhr.abort(), uploadId: '' };
    function end(type: string): void {
      isDone = true;
      if (timer !== null) timers.delete(timer);
      running.delete(entry);
      if (type !== 'load') xhr.status = 0;
      listeners[type]?.();
    }
    return xhr;
  }

  const ports: Ports = {
    fetch: fakeFetch,
    createXhr,
    clock: { now: () => now, setTimeout: setTimer, clearTimeout: (id) => void timers.delete(id as number) },
    random,
    scheduleFrame: (callback) => void setTimer(callback, 16),
    online: {
      isOnline: () => state.isOnline,
      subscribe(listener) {
        onlineListeners.add(listener);
        return () => onlineListeners.delete(listener);
      },
    },
  };

  /** Lets time pass, timer by timer, with everything that follows from each. */
  async function advance(milliseconds: number): Promise<void> {
    const end = now + milliseconds;
    for (;;) {
      await settle();
      const next = [...timers].sort(([, a], [, b]) => a.at - b.at || a.order - b.order)[0];
      if (!next || next[1].at > end) break;
      timers.delete(next[0]);
      now = next[1].at;
      next[1].callback();
    }
    now = end;
  }

  /** Lets time pass until nothing is planned any more. */
  async function drain(mostMs = 3_600_000): Promise<void> {
    const end = now + mostMs;
    for (;;) {
      await settle();
      if (timers.size === 0 || now > end) return;
      const next = Math.min(...Array.from(timers.values(), ({ at }) => at));
      await advance(Math.max(0, next - now));
    }
  }

  return {
    ports,
    calls,
    sent,
    uploads,
    running,
    state,
    timers,
    advance,
    drain,
    now: () => now,
    setOnline(isOnline: boolean) {
      state.isOnline = isOnline;
      for (const listener of [...onlineListeners]) listener();
    },
    callsTo: (method: string, path: string) =>
      calls.filter((call) => call.method === method && call.path === path),
  };
}

/** The scripted clock starts nowhere near the machine's, as a machine with a wrong clock would. */
const epoch = (now: number) => Date.UTC(2031, 0, 1) + now;

async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** mulberry32 */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
