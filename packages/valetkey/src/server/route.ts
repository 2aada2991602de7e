import { ValetKeyError } from '../protocol/index.ts';
import { problemResponse, toPublicError } from './answers.ts';
import { type Acting, type ServerContext, systemActor } from './ServerContext.ts';
import type { Caller, Handler, ReadableFiles } from './ValetKeyOptions.ts';

/** One authenticated request on its way through a handler. */
export type Call = Acting & {
  request: Request;
  userId: string;
  uploadId: string;
  /** Files of others whose derivatives the caller may read. */
  readableFiles: ReadableFiles;
};

/**
 * Wraps a handler with what each of them needs, in this order: authenticate, check the origin of what changes state, count,
 * answer errors as problems.
 */
export function route(
  context: ServerContext,
  limit: keyof ServerContext['rateLimits'] | null,
  handle: (call: Call) => Promise<Response>,
): Handler {
  return async (request, params) => {
    const requestId = context.requestId(request);
    try {
      const caller = await authenticate(context, request);
      if (request.method !== 'GET') checkOrigin(context, request, caller);
      if (limit !== null) await count(context, request, limit, caller.userId);
      const uploadId = params?.uploadId ?? new URL(request.url).pathname.split('/').at(-1) ?? '';
      const actor = { type: 'user', id: caller.userId } as const;
      const readableFiles = toReadableFiles(caller);
      return await handle({ request, requestId, actor, userId: caller.userId, uploadId, readableFiles });
    } catch (error) {
      return answerError(context, error, requestId);
    }
  };
}

function toReadableFiles({ mayReadDerivatives = false }: Caller): ReadableFiles {
  if (typeof mayReadDerivatives === 'function') return mayReadDerivatives;
  return async (fileIds) => new Map(mayReadDerivatives ? fileIds.map((id) => [id, {}]) : []);
}

export function answerError(
  context: ServerContext,
  error: unknown,
  requestId: string,
  headers?: Record<string, string>,
): Response {
  const publicError = toPublicError(error);
  if (publicError.status >= 500) context.onError(error, requestId);
  return problemResponse(publicError, requestId, headers);
}

async function authenticate(context: ServerContext, request: Request): Promise<Caller> {
  const caller = await context.authenticate(request);
  if (caller === null) throw new ValetKeyError('UNAUTHENTICATED', 'This call needs a signed-in user.');
  return caller;
}

/** Browsers name the origin of every state-changing request; a cookie without one is not from our own page. */
function checkOrigin(context: ServerContext, request: Request, caller: Caller): void {
  const origin = request.headers.get('origin');
  if (origin === null && caller.credential === 'token') return;
  const site = request.headers.get('sec-fetch-site');
  const isOwnPage = site === null || site === 'same-origin' || site === 'none';
  if (origin === null || !context.appOrigins.has(origin) || !isOwnPage) {
    throw new ValetKeyError('BAD_ORIGIN', 'This call is accepted only from the pages of this application.');
  }
}

async function count(
  context: ServerContext,
  request: Request,
  kind: keyof ServerContext['rateLimits'],
  userId: string,
): Promise<void> {
  const { rateLimit } = context;
  if (rateLimit === undefined) return;
  const limits = context.rateLimits[kind];
  const address = context.clientAddress(request);
  const keys: (readonly [key: string, limit: number])[] = [[`${kind}:account:${userId}`, limits.perAccount]];
  if (address !== null) keys.unshift([`${kind}:network:${networkOf(address)}`, limits.perAddress]);
  for (const [key, limit] of keys) {
    const { allowed, retryAfterSeconds } = await asRecords(() =>
      rateLimit(key, { limit, windowSeconds: 60 }),
    );
    if (!allowed) {
      throw new ValetKeyError('RATE_LIMITED', `Wait ${retryAfterSeconds} seconds, then go on.`, {
        retryAfterSeconds,
      });
    }
  }
}

async function asRecords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new ValetKeyError('RECORDS_UNAVAILABLE', 'The rate limits cannot be read.', { cause });
  }
}

/** An IPv4 address, or the /64 network of an IPv6 one: a household has 2^64 of those to choose from. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1]!;
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** What the server does on its own account. */
export function systemActing(requestId: string): Acting {
  return { actor: systemActor, requestId };
}
