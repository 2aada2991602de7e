import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultEffects, Faults } from '../faults.ts';
import { type Authenticated, authenticate, type ServerCredential } from './authenticate.ts';
import { blocksPublic, evaluatePolicy } from './bucketPolicy.ts';
import { answerPreflight, applyCors, corsRulesOf } from './cors.ts';
import type { Bucket } from './openStore.ts';
import { postObject } from './operations/postObject.ts';
import { parseTarget, type Target } from './parseTarget.ts';
import type { Reply, RequestContext, ServerContext } from './RequestContext.ts';
import { type Access, type AnyRoute, findRoute } from './routes.ts';
import { StoreError } from './StoreError.ts';
import { sendError, sendReply } from './sendReply.ts';
import { groupHeaders } from './sigV4.ts';
import { throttle } from './throttle.ts';

export type HandleOptions = {
  server: ServerContext;
  credentials: ReadonlyMap<string, ServerCredential>;
  /** `bucket.<name>` addresses a bucket. */
  hostNames: readonly string[];
  faults: Faults | null;
  corsOnErrors: boolean;
  /** Called with what was not an answer but a fault of ours. */
  onError(error: unknown): void;
};

const longestKey = 1024;
/** Names in a presigned query that are about the signature and do not stand for a header. */
const signatureNames = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
  'x-amz-signature',
  'x-amz-security-token',
]);

function checkKey(key: string | null, { personality }: ServerContext): void {
  if (key !== null && Buffer.byteLength(key) > longestKey) {
    throw new StoreError(personality.longKey, undefined, {
      details: { Size: String(Buffer.byteLength(key)), MaxSizeAllowed: String(longestKey) },
    });
  }
}

function allows(credential: ServerCredential, access: Access): boolean {
  return (credential.access ?? 'full') === 'full' || credential.access === access;
}

function isForm(req: IncomingMessage): boolean {
  return req.method === 'POST' && /^multipart\/form-data\b/i.test(req.headers['content-type'] ?? '');
}

/** One reason for all: making a DOMException per request costs more than the rest of the abort. */
const clientGone = new Error('The client went away.');

/** Answers one request, whatever it is. Never rejects. */
export async function handleRequest(
  req: IncomingMessage,
  res: ServerResponse,
  options: HandleOptions,
): Promise<void> {
  const { server, faults } = options;
  const gone = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) gone.abort(clientGone);
  });
  const requestId = server.randomId(8).toUpperCase();
  res.setHeader('x-amz-request-id', requestId);
  res.setHeader('server', 'ValetKeyS3');
  res.setHeader('date', new Date(server.now()).toUTCString());
  let context: RequestContext | null = null;
  let effects: FaultEffects | null = null;
  try {
    const target = parseTarget(req.url ?? '/', req.headers.host ?? '', options.hostNames);
    context = createContext({
      req,
      res,
      target,
      requestId,
      options,
      effects: () => effects,
      signal: gone.signal,
    });
    const bucket = target.bucket === null ? undefined : server.store.buckets.get(target.bucket);
    effects = faults?.effectsOf(describeRequest(context)) ?? null;
    if (effects?.latencyMs) await wait(effects.latencyMs, undefined, { signal: gone.signal });
    const rules = corsRulesOf(bucket, server.personality);
    if (req.method !== 'OPTIONS') applyCors(req, res, rules);
    if (effects?.status) throw faultStatus(effects.status);
    if (req.method === 'OPTIONS') {
      answerPreflight(req, res, rules);
      return await sendReply(context, { status: 200 }, effects, gone.signal);
    }
    const reply = await perform(context, options);
    await sendReply(context, reply, effects, gone.signal);
  } catch (error) {
    if (gone.signal.aborted || res.destroyed) return;
    if (!(error instanceof StoreError) && !isDisconnect(error)) options.onError(error);
    await sendError(req, res, error, { requestId, context, options }).catch(() => req.destroy());
  }
}

const isDisconnect = (error: unknown) =>
  ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'].includes(
    (error as NodeJS.ErrnoException)?.code ?? '',
  );

function faultStatus({ status, code, retryAfterSeconds }: NonNullable<FaultEffects['status']>): StoreError {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  const known =
    status === 500
      ? 'InternalError'
      : status === 503
        ? 'SlowDown'
        : status === 403
          ? 'AccessDenied'
          : 'InvalidRequest';
  return new StoreError(known, undefined, { status, headers, details: code ? { FaultCode: code } : {} });
}

function describeRequest(context: RequestContext) {
  const { req, target } = context;
  let operation = 'Unknown';
  try {
    operation = req.method === 'OPTIONS' ? 'Preflight' : isForm(req) ? 'PostObject' : findRoute(context).name;
  } catch {
    // answered later with its own error
  }
  const partNumber = Number(target.query.get('partNumber'));
  return {
    operation,
    method: req.method ?? '',
    bucket: target.bucket,
    key: target.key,
    partNumber: partNumber > 0 ? partNumber : null,
  };
}

type ContextInput = {
  req: IncomingMessage;
  res: ServerResponse;
  target: Target;
  requestId: string;
  options: HandleOptions;
  effects: () => FaultEffects | null;
  signal: AbortSignal;
};

function createContext({
  req,
  res,
  target,
  requestId,
  options,
  effects,
  signal,
}: ContextInput): RequestContext {
  const rawHeaders = groupHeaders(req.rawHeaders);
  const hoisted = new Map(
    target.query.has('X-Amz-Signature')
      ? target.query.pairs
          .map(([name, value]) => [name.toLowerCase(), value] as const)
          .filter(([name]) => name.startsWith('x-amz-') && !signatureNames.has(name))
      : [],
  );
  return {
    server: options.server,
    req,
    res,
    target,
    rawHeaders,
    requestId,
    authenticated: null,
    header: (name) => rawHeaders.get(name)?.join(',') ?? hoisted.get(name),
    incoming() {
      if (/^100-continue$/i.test(req.headers.expect ?? '')) res.writeContinue();
      return throttle(
        readIncoming(req, effects(), options.faults, signal),
        effects()?.uploadBytesPerSecond,
        signal,
      );
    },
  };
}

/** The body as it arrives. Leaving the loop early must not close the connection: the client still needs its answer. */
async function* readIncoming(
  req: IncomingMessage,
  effects: FaultEffects | null,
  faults: Faults | null,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let received = 0;
  let stalled = false;
  if (effects?.dropAfterBytes === 0) req.socket.destroy();
  for await (const data of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    received += data.length;
    if (effects?.dropAfterBytes !== undefined && received >= effects.dropAfterBytes) req.socket.destroy();
    if (effects?.stallAfterBytes !== undefined && received >= effects.stallAfterBytes && !stalled) {
      stalled = true;
      await faults?.stalled(effects.stallMs ?? Number.POSITIVE_INFINITY, signal);
    }
    yield data;
  }
  if (!req.complete) throw Object.assign(new Error('The client went away.'), { code: 'ECONNRESET' });
}

async function perform(context: RequestContext, options: HandleOptions): Promise<Reply> {
  const { req, target, server } = context;
  checkKey(target.key, server);
  if (isForm(req) && target.bucket !== null && target.key === null) {
    const { postRefusal } = server.personality;
    if (postRefusal !== null) throw new StoreError(postRefusal);
    const bucket = server.store.buckets.get(target.bucket);
    if (!bucket) throw new StoreError('NoSuchBucket');
    return postObject({ ...context, bucket }, options.credentials, (key) => checkKey(key, server));
  }
  const authenticated: Authenticated | null = authenticate({
    method: req.method ?? '',
    rawPath: target.rawPath,
    query: target.query,
    headers: context.rawHeaders,
    credentials: options.credentials,
    region: server.region,
    personality: server.personality,
    now: server.now(),
  });
  const found = findRoute(context);
  const own: RequestContext = { ...context, authenticated };
  const bucket = target.bucket === null ? undefined : server.store.buckets.get(target.bucket);
  authorise(own, found, bucket);
  if (found.level === 'service') return found.run(own);
  if (!bucket)
    throw new StoreError('NoSuchBucket', undefined, { details: { BucketName: target.bucket ?? '' } });
  if (found.level === 'bucket') return found.run({ ...own, bucket });
  return found.run({ ...own, bucket, key: target.key! });
}

const refusedByAclBlock: ReadonlySet<string> = new Set(['PutObject', 'UploadPart', 'UploadPartCopy']);

function authorise(context: RequestContext, found: AnyRoute, bucket: Bucket | undefined): void {
  const { authenticated, server } = context;
  if (authenticated && !allows(authenticated.credential, found.access)) throw new StoreError('AccessDenied');
  // The owner may always repair a policy that locks everyone out.
  const isPolicyCall = found.name.endsWith('BucketPolicy');
  const verdict =
    bucket && !isPolicyCall ? evaluatePolicy({ ...context, bucket }, policyAction(found.name)) : 'none';
  if (verdict === 'deny') throw new StoreError('AccessDenied', 'Denied by the policy of the bucket.');
  if (bucket && server.personality.blockPublicAclsRefusesWrites && refusedByAclBlock.has(found.name)) {
    if (blocksPublic(bucket, 'BlockPublicAcls')) throw new StoreError('AccessDenied');
  }
  const isAllowed = verdict === 'allow' && !(bucket && blocksPublic(bucket, 'RestrictPublicBuckets'));
  if (!authenticated && !isAllowed && !isPublic(context, found, bucket)) {
    throw new StoreError('AccessDenied', undefined, { status: server.personality.anonymousStatus });
  }
}

/** Whether an access control list lets everybody read this object. */
function isPublic({ server, target }: RequestContext, found: AnyRoute, bucket: Bucket | undefined): boolean {
  if (!server.personality.acls || !bucket || target.key === null) return false;
  if (found.name !== 'GetObject' && found.name !== 'HeadObject') return false;
  const record = server.store.current(bucket, target.key);
  return record?.op === 'object' && record.isPublic === true;
}

/** Policies name actions, which are fewer than operations. */
function policyAction(operation: string): string {
  const actions: Record<string, string> = {
    HeadObject: 'GetObject',
    CopyObject: 'PutObject',
    UploadPart: 'PutObject',
    UploadPartCopy: 'PutObject',
    CreateMultipartUpload: 'PutObject',
    CompleteMultipartUpload: 'PutObject',
    DeleteObjects: 'DeleteObject',
    ListParts: 'ListMultipartUploadParts',
    ListMultipartUploads: 'ListBucketMultipartUploads',
    ListObjects: 'ListBucket',
    ListObjectsV2: 'ListBucket',
    ListObjectVersions: 'ListBucketVersions',
    HeadBucket: 'ListBucket',
  };
  return actions[operation] ?? operation;
}
