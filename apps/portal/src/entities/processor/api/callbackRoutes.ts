import 'server-only';
import { createHash } from 'node:crypto';
import { ValetKeyError } from 'valetkey/protocol';
import { z } from 'zod';
import { PortalError, readJson, readNothing } from '@/shared/api/index.server';
import { createProcessorRecords, type HandedOver, judgeOutput } from '@/shared/processor-runs/index.server';
import { isOwnReason, type Processor } from '@/shared/processors/index.server';
import { type AnonymousContext, answerMachineCall } from '@/shared/valetkey/index.server';
import { processors } from '../../../../processors/processors';

type Params = { name: string };
type Call = AnonymousContext & { run: HandedOver; processor: Processor };

/** URLs for one version in an hour: who fetches it in pieces or anew asks again. */
const sourcesPerHour = 120;
const maxBodyBytes = 512 * 1024;

const word = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const figures = z
  .record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/), z.union([z.number(), z.boolean()]))
  .refine((value) => Object.keys(value).length <= 20);
const answerBody = z.union([
  z.strictObject({
    output: z.record(z.string(), z.unknown()).nullable(),
    events: z
      .array(z.strictObject({ event: word, figures: figures.default({}) }))
      .max(20)
      .default([]),
  }),
  z.strictObject({ refused: word }),
]);

/**
 * The frame of both calls: whose token it is, and whether it is one of that processor. A token is good for one version of one file, for
 * one processor, until its attempt is overtaken or its time is over.
 */
function answerHolder(
  request: Request,
  { name }: Params,
  work: (call: Call) => Promise<Response>,
): Promise<Response> {
  return answerMachineCall(request, async (context) => {
    const { pool, clock, authLimits } = context.portal;
    const [, token] = /^bearer +(vkp_[\w-]{43})$/i.exec(request.headers.get('authorization') ?? '') ?? [];
    const run =
      token === undefined ? null : await createProcessorRecords({ pool, clock }).findHandedOver(token);
    if (run === null) {
      await authLimits.countAddress('POST /api/processors', request);
      throw new ValetKeyError(
        'UNAUTHENTICATED',
        'Send the token of the newest message as a bearer token, before it ends.',
      );
    }
    const processor = processors.find((one) => one.name === name && one.version === run.key.version);
    if (processor === undefined || run.key.processor !== name)
      throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
    if (!run.isAvailable)
      throw new ValetKeyError('NOT_AVAILABLE', 'This version is not to be worked on any more.');
    return work({ ...context, run, processor });
  });
}

/** `POST /api/processors/{name}/source`: a URL of the version, for a few minutes. */
export function signSource(request: Request, params: Params): Promise<Response> {
  return answerHolder(request, params, async ({ portal, run, processor, requestId }) => {
    await readNothing(request);
    if (run.attemptId === null)
      throw new ValetKeyError('INVALID_STATE', 'This version has its result; there is nothing to do.');
    const { allowed, retryAfterSeconds } = await portal.rateLimit(`processor:${run.attemptId}`, {
      limit: sourcesPerHour,
      windowSeconds: 3_600,
    });
    if (!allowed)
      throw new ValetKeyError('RATE_LIMITED', `Wait ${retryAfterSeconds} seconds, then go on.`, {
        retryAfterSeconds,
      });
    const { signedUrl, expiresAt } = await portal.valetKey.presignDownload({
      fileId: run.fileId,
      version: run.fileVersion,
      // The token was made for this version alone.
      ownerId: null,
      actor: { type: 'system', id: `processor:${processor.name}` },
      purpose: 'processor',
      requestId,
    });
    return Response.json({
      signedUrl,
      expiresAt: expiresAt.toISOString(),
      contentType: run.contentType,
      sizeBytes: run.size,
    });
  });
}

const refused = (message: string) => new PortalError('RESULT_REFUSED', message);

/** Whether the run has this very answer already. */
function isRepeated({ attemptId, answerSha256 }: HandedOver, given: string): boolean {
  if (attemptId !== null) return false;
  if (answerSha256 === given) return true;
  throw new ValetKeyError('STALE', 'This version has another result already.');
}

/** `POST /api/processors/{name}/results`: what came of it, once; the same again is no conflict. */
export function takeResult(request: Request, params: Params): Promise<Response> {
  return answerHolder(request, params, async ({ portal: { pool, clock }, run, processor, requestId }) => {
    const body = await readJson(request, answerBody, { maxBytes: maxBodyBytes });
    const answerSha256 = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    if (isRepeated(run, answerSha256)) return Response.json({ state: run.state });
    const events = 'events' in body ? body.events : [];
    if (!events.every(({ event }) => processor.events.includes(event)))
      throw refused('An event is not one that the processor names.');
    if ('refused' in body && isOwnReason(body.refused))
      throw refused("This word is one of the portal's; take another one.");
    const result =
      'refused' in body
        ? ({ state: 'failed', reason: body.refused } as const)
        : await judgeOutput(processor, body.output);
    if ('broken' in result) throw refused(`Send another one: ${result.broken}.`);
    const isTaken = await createProcessorRecords({ pool, clock }).finish(
      run.key,
      { attemptId: run.attemptId ?? '', requestId, answerSha256 },
      result,
      events.map(({ event, figures: told }) => ({ word: event, figures: told })),
    );
    if (isTaken) return Response.json({ state: result.state });
    throw new ValetKeyError('STALE', 'Somebody was quicker; ask what came of it by sending it again.');
  });
}
