import {
  type ArticleHandshakeResponse,
  type Grant,
  type HandshakeResponse,
  limits,
  type PartPlanOptions,
  planParts,
  ValetKeyError,
} from '../protocol/index.ts';
import type { StoreCapabilities } from '../s3/StoreCapabilities.ts';
import { jsonResponse } from './answers.ts';
import { checkMetadata } from './checkMetadata.ts';
import { openMultiparts } from './openMultiparts.ts';
import { type AcceptedFile, type Handshake, parseHandshake } from './parseHandshake.ts';
import type { NewUpload, UploadRecord } from './Records.ts';
import { readJson } from './readJson.ts';
import type { Call } from './route.ts';
import {
  auditEvent,
  expirySeconds,
  type ServerContext,
  uploadLifetimeMilliseconds,
} from './ServerContext.ts';
import { signGrants } from './signGrant.ts';
import type { UploadProfile } from './UploadProfile.ts';
import type { Quota } from './ValetKeyOptions.ts';

/** Browsers open as many to one HTTP/1.1 origin, and the engine has as many requests under way where it says nothing else. */
const connectionsPerName = 6;

/**
 * The handshake. In this order, so that whatever dies in between leaves nothing but rows that a retry or the sweep finds:
 * judge the files, reserve rows with their audit events, create multipart uploads at the store, remember their ids, sign.
 */
export async function createUploads(context: ServerContext, call: Call): Promise<Response> {
  const body = await readJson(call.request, limits.maxHandshakeBodyBytes);
  const profiles = await context.profiles();
  const parsed = parseHandshake(body, profiles);
  const handshake = { ...parsed, files: await checkMetadata(parsed.files, profiles) };
  const capabilities = await context.capabilities();
  const { uploads, isReplay } = await reserve(context, call, { handshake, profiles, capabilities });
  const open = isReplay ? await reopen(context, call, uploads) : uploads;
  const signable = await openMultipartsOrRelease(context, call, handshake, open);
  const grants = signGrants(context, signable, capabilities, handshake);
  return handshake.isArticle
    ? articleResponse(grants)
    : jsonResponse({ uploads: grants } satisfies HandshakeResponse);
}

function articleResponse([grant]: Grant[]): Response {
  if (grant?.kind !== 'put') throw new ValetKeyError('INTERNAL', 'This handshake is answered by a PUT.');
  const { kind: _, ...answer } = grant;
  return jsonResponse(answer satisfies ArticleHandshakeResponse);
}

async function reserve(
  context: ServerContext,
  call: Call,
  judged: {
    handshake: Handshake;
    profiles: ReadonlyMap<string, UploadProfile>;
    capabilities: StoreCapabilities;
  },
): Promise<{ uploads: UploadRecord[]; isReplay: boolean }> {
  const { handshake, profiles, capabilities } = judged;
  const { files, idempotencyKey, isArticle, connectionBytesPerSecond } = handshake;
  const connections = (handshake.connections ?? connectionsPerName) * (context.signer.endpointCount ?? 1);
  const cut = { connections, connectionBytesPerSecond };
  const now = context.clock();
  const uploads = files.map((file) => {
    const kind = isArticle ? 'put' : chooseKind(file, capabilities);
    if (kind === 'put' && context.isStrictStore && !capabilities.refusesUnsignedHeaders) {
      throw new ValetKeyError(
        'STORE_UNSAFE',
        'This store runs unsigned headers, and PUT grants are switched off for such.',
      );
    }
    const profile = profiles.get(file.profile);
    const {
      isReviewRequired = true,
      isSecondApprovalRequired = false,
      reviewWithinHours = null,
    } = profile ?? {};
    const hasPartChecksums =
      kind === 'multipart' && file.wantsPartChecksums && capabilities.partChecksumSha256 === true;
    const upload = newUpload(context, call.userId, file, kind, { now, cut });
    return { ...upload, isReviewRequired, isSecondApprovalRequired, reviewWithinHours, hasPartChecksums };
  });
  const profileQuotas: Record<string, Quota> = {};
  for (const name of new Set(files.map(({ profile }) => profile))) {
    const quota = profiles.get(name)?.quota;
    if (quota !== undefined) profileQuotas[name] = quota;
  }
  const idempotency =
    idempotencyKey === null ? null : { key: idempotencyKey, bodyHash: await hashOf(JSON.stringify(files)) };
  return await context.records.reserve({
    ownerId: call.userId,
    uploads,
    idempotency,
    quota: await context.quota(call.userId),
    profileQuotas,
    event: (upload) =>
      auditEvent(call, upload, now, {
        action: 'upload.reserved',
        purpose: 'upload',
        details: { kind: upload.kind, size: upload.declaredSize, contentType: upload.contentType },
      }),
    now,
  });
}

function chooseKind(file: AcceptedFile, capabilities: StoreCapabilities): Grant['kind'] {
  if (file.size !== null && file.size >= limits.multipartThresholdBytes) return 'multipart';
  return capabilities.postPolicy ? 'post' : 'put';
}

function newUpload(
  context: ServerContext,
  ownerId: string,
  file: AcceptedFile,
  kind: Grant['kind'],
  { now, cut }: { now: Date; cut: PartPlanOptions },
): NewUpload {
  const isMultipart = kind === 'multipart' && file.size !== null;
  const reservedBytes = file.size ?? limits.maxUndeclaredSizeBytes;
  const writableSeconds = isMultipart ? expirySeconds.part : expirySeconds.single;
  return {
    id: context.createId(),
    fileId: file.documentId ?? context.createId(),
    isNewVersion: file.documentId !== null,
    ownerId,
    profile: file.profile,
    name: file.name,
    path: file.path,
    contentType: file.contentType,
    declaredSize: file.size,
    checksumSha256: file.checksumSha256,
    fingerprint: file.fingerprint,
    metadata: file.metadata,
    kind,
    incomingKey: isMultipart ? null : `incoming/${context.createId()}`,
    objectKey: isMultipart ? `files/${context.createId()}` : null,
    partSize: isMultipart && file.size !== null ? planParts(file.size, cut).partSize : null,
    writableUntil: new Date(now.getTime() + writableSeconds * 1000),
    expiresAt: new Date(now.getTime() + uploadLifetimeMilliseconds(reservedBytes)),
    reservedBytes,
  };
}

/**
 * A repeated handshake signs again, so it is authorised and audited again. When one of its uploads is finished or given up
 * there is nothing to sign for it, and the whole answer is a conflict: an idempotency key is for repeating a call whose
 * answer was lost, not for a second run of it.
 */
async function reopen(
  context: ServerContext,
  call: Call,
  uploads: readonly UploadRecord[],
): Promise<UploadRecord[]> {
  const now = context.clock();
  const open = await context.records.authoriseSigning({
    uploadIds: uploads.map(({ id }) => id),
    ownerId: call.userId,
    states: ['reserved'],
    writableUntil: writableUntil(uploads, now),
    event: (upload) => auditEvent(call, upload, now, { action: 'url.signed', purpose: 'upload' }),
    now,
  });
  const byId = new Map(open.map((upload) => [upload.id, upload]));
  return uploads.map(({ id }) => {
    const upload = byId.get(id);
    if (upload === undefined) {
      throw new ValetKeyError(
        'INVALID_STATE',
        'Uploads of this idempotency key are finished or given up already; use a new key for a new upload.',
      );
    }
    return upload;
  });
}

export function writableUntil(uploads: readonly UploadRecord[], now: Date): Date {
  const hasMultipart = uploads.some(({ kind }) => kind === 'multipart');
  return new Date(now.getTime() + (hasMultipart ? expirySeconds.part : expirySeconds.single) * 1000);
}

/** Without an idempotency key nobody can come back for these rows: their quota is given back at once. */
async function openMultipartsOrRelease(
  context: ServerContext,
  call: Call,
  handshake: Handshake,
  uploads: UploadRecord[],
): Promise<UploadRecord[]> {
  try {
    return await openMultiparts(context, call, uploads, { hasRivals: handshake.idempotencyKey !== null });
  } catch (error) {
    if (handshake.idempotencyKey === null) await release(context, call, uploads);
    throw error;
  }
}

async function release(context: ServerContext, call: Call, uploads: readonly UploadRecord[]): Promise<void> {
  for (const upload of uploads) {
    try {
      await context.records.transition({
        id: upload.id,
        from: ['reserved'],
        to: 'aborted',
        patch: { objectKey: null, storageUploadId: null },
        event: auditEvent(call, upload, context.clock(), {
          action: 'upload.aborted',
          details: { cause: 'handshake failed' },
        }),
        now: context.clock(),
      });
    } catch (error) {
      // The sweep expires what stays.
      context.onError(error, call.requestId);
      return;
    }
  }
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
