import { bestEffort } from './bestEffort.ts';
import type { DerivativeResult } from './DerivativeRecords.ts';
import { mapBounded } from './mapBounded.ts';
import type { UploadRecord } from './Records.ts';
import { type Acting, auditEvent, type ServerContext } from './ServerContext.ts';
import { demand } from './signGrant.ts';
import type { DerivativeMaker, MadeDerivative } from './ValetKeyOptions.ts';

/*
 * One attempt to make what can be made from a version. It claims what is not made yet, makes it, stores it below a prefix of its
 * own and records it; what the maker has early is recorded while it is at work on the rest. When another attempt took the claim
 * meanwhile, or the version is no longer available, what it stored is removed again; of an attempt that dies, the sweep removes it.
 */
export async function deriveUpload(
  context: ServerContext,
  acting: Acting,
  input: { upload: UploadRecord; maker: DerivativeMaker; signal: AbortSignal | undefined },
): Promise<void> {
  const { upload, maker } = input;
  const signal = input.signal ?? new AbortController().signal;
  const attemptId = context.createId();
  const planned = maker.plan(upload);
  const claimed = await context.records.beginDerivation({
    uploadId: upload.id,
    attemptId,
    planned,
    now: context.clock(),
  });
  if (claimed === null || claimed.length === 0) return;
  const open = new Set(claimed);
  const isPlanned = (name: string) => planned.some((one) => one.name === name);
  /** What an earlier attempt made stays as it is, and so does what this one has recorded before. */
  const take = (made: readonly MadeDerivative[]) => {
    const taken = made.filter(({ name }) => open.has(name) || !isPlanned(name));
    for (const { name } of taken) open.delete(name);
    return taken;
  };
  const record = (made: readonly MadeDerivative[]) =>
    recordMade(context, acting, { upload, attemptId, made, signal });

  const made = await maker.make({
    upload,
    names: new Set(claimed),
    read: async () => {
      const { body } = await context.reader.getObject({ key: demand(upload.objectKey), signal });
      return body;
    },
    keep: async (early) => {
      const taken = take(early);
      if (taken.length > 0) await record(taken);
    },
    signal,
  });
  const rest = take(made);
  const missing = planned
    .filter(({ name }) => open.has(name))
    .map((one): MadeDerivative => ({ ...one, state: 'failed', reason: 'not_made' }));
  await record([...rest, ...missing]);
}

/** Stores and records, all or nothing. */
async function recordMade(
  context: ServerContext,
  acting: Acting,
  input: {
    upload: UploadRecord;
    attemptId: string;
    made: readonly MadeDerivative[];
    signal: AbortSignal;
  },
): Promise<void> {
  const { upload, attemptId, made, signal } = input;
  const stored: string[] = [];
  let taken: string[] | null = null;
  try {
    const results = await mapBounded(made, context.storeConcurrency, async (one) =>
      store(context, { one, attemptId, signal, stored }),
    );
    const now = context.clock();
    taken = await context.records.finishDerivation({
      uploadId: upload.id,
      attemptId,
      results,
      event: auditEvent(acting, upload, now, {
        action: 'derivatives.made',
        details: {
          available: results.filter(({ state }) => state === 'available').length,
          missing: results.filter(({ state }) => state !== 'available').length,
        },
      }),
      now,
    });
  } finally {
    const kept = new Set(taken);
    const left = stored.filter((key) => !kept.has(nameIn(key)));
    if (left.length > 0)
      await bestEffort(context, acting, () => context.bucketClient.deleteObjects({ keys: left }));
  }
}

const nameIn = (key: string) => key.slice(key.lastIndexOf('/') + 1);

async function store(
  context: ServerContext,
  {
    one,
    attemptId,
    signal,
    stored,
  }: { one: MadeDerivative; attemptId: string; signal: AbortSignal; stored: string[] },
): Promise<DerivativeResult> {
  const { name, contentType } = one;
  const none = { name, contentType, size: null, width: null, height: null, durationSeconds: null };
  if ('state' in one) return { ...none, state: one.state, reason: one.reason, objectKey: null };
  const objectKey = `derived/${attemptId}/${name}`;
  stored.push(objectKey);
  await context.bucketClient.putObject({ key: objectKey, body: one.body, contentType, signal });
  return {
    ...none,
    state: 'available',
    size: one.body.byteLength,
    width: one.width ?? null,
    height: one.height ?? null,
    durationSeconds: one.durationSeconds ?? null,
    reason: null,
    objectKey,
  };
}
