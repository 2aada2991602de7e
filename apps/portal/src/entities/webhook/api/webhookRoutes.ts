import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { parseQuery, parseWholeNumber } from 'valetkey/server';
import { z } from 'zod';
import { readId, readJson, readNothing } from '@/shared/api/index.server';
import { answerCall, type CallContext } from '@/shared/valetkey/index.server';
import { webhookEventTypes } from '@/shared/webhooks';
import { createWebhookSecrets } from '@/shared/webhooks/index.server';
import { listDeliveries, redeliver, sendTestEvent } from './deliveries';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listWebhooks,
  readWebhook,
  rotateWebhookSecret,
} from './webhooks';

/** Messages that one administrator may have sent in a minute: a receiver is somebody else's machine. */
const sendsPerMinute = 30;

const url = z.string().min(1).max(2_000);
/** For the list: one line. */
const description = z
  .string()
  .max(200)
  .refine((text) => !/\p{Cc}/u.test(text))
  .transform((text) => text.trim());
const events = z.array(z.enum(webhookEventTypes)).min(1).max(webhookEventTypes.length);
const createBody = z.strictObject({ url, description: description.default(''), events });
const changeBody = z.strictObject({
  url: url.optional(),
  description: description.optional(),
  events: events.optional(),
  isEnabled: z.boolean().optional(),
});

type Params = { id: string };

function contextOf({ viewer, portal, requestId }: CallContext) {
  const { pool, clock, config } = portal;
  return {
    pool,
    clock,
    requestId,
    actor: { type: 'user', id: viewer.userId } as const,
    secrets: createWebhookSecrets(config.auth.secret),
    isLoopbackAllowed: config.webhooks.isLoopbackAllowed,
  };
}

async function countSend({ viewer, portal }: CallContext): Promise<void> {
  const { allowed, retryAfterSeconds } = await portal.rateLimit(`webhook:account:${viewer.userId}`, {
    limit: sendsPerMinute,
    windowSeconds: 60,
  });
  if (allowed) return;
  throw new ValetKeyError('RATE_LIMITED', `Wait ${retryAfterSeconds} seconds, then go on.`, {
    retryAfterSeconds,
  });
}

/** `GET /api/admin/webhooks` */
export function listAllWebhooks(request: Request): Promise<Response> {
  return answerCall(request, 'webhooks.manage', async ({ portal: { pool, clock } }) =>
    Response.json({ webhooks: await listWebhooks(pool, clock()) }),
  );
}

/** `POST /api/admin/webhooks` */
export function addWebhook(request: Request): Promise<Response> {
  return answerCall(request, 'webhooks.manage', async (context) => {
    const body = await readJson(request, createBody);
    return Response.json(await createWebhook(contextOf(context), body), { status: 201 });
  });
}

/** `GET /api/admin/webhooks/{id}` */
export function readOneWebhook(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'webhooks.manage', async ({ portal: { pool, clock } }) =>
    Response.json(await readWebhook(pool, clock(), readId(id))),
  );
}

/** `PATCH /api/admin/webhooks/{id}` */
export function changeOneWebhook(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'webhooks.manage', async (context) => {
    const {
      url: address,
      description: words,
      events: types,
      isEnabled,
    } = await readJson(request, changeBody);
    const patch = {
      ...(address !== undefined && { url: address }),
      ...(words !== undefined && { description: words }),
      ...(types !== undefined && { events: types }),
      ...(isEnabled !== undefined && { isEnabled }),
    };
    return Response.json(await changeWebhook(contextOf(context), readId(id), patch));
  });
}

/** `DELETE /api/admin/webhooks/{id}` */
export function removeWebhook(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'webhooks.manage', async (context) => {
    await deleteWebhook(contextOf(context), readId(id));
    return new Response(null, { status: 204 });
  });
}

/** `POST /api/admin/webhooks/{id}/rotate` */
export function rotateSecret(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'webhooks.manage', async (context) => {
    await readNothing(request);
    return Response.json(await rotateWebhookSecret(contextOf(context), readId(id)));
  });
}

/** `POST /api/admin/webhooks/{id}/test` */
export function testWebhook(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'webhooks.manage', async (context) => {
    await readNothing(request);
    await countSend(context);
    return Response.json(await sendTestEvent(contextOf(context), readId(id)), { status: 202 });
  });
}

/** `GET /api/admin/webhooks/{id}/deliveries` */
export function listWebhookDeliveries(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'webhooks.manage', async ({ portal: { pool, config } }) => {
    const { cursor, limit } = parseQuery(request.url, ['cursor', 'limit']);
    const page = await listDeliveries(
      { pool, cursorSecret: config.auth.secret },
      {
        webhookId: readId(id),
        cursor,
        limit: parseWholeNumber(limit, 'limit', { min: 1, max: 100, fallback: 50 }),
      },
    );
    return Response.json(page);
  });
}

/** `POST /api/admin/webhooks/{id}/deliveries/{deliveryId}/redeliver` */
export function redeliverMessage(
  request: Request,
  { id, deliveryId }: Params & { deliveryId: string },
): Promise<Response> {
  return answerCall(request, 'webhooks.manage', async (context) => {
    await readNothing(request);
    await countSend(context);
    const delivery = { webhookId: readId(id), deliveryId: readId(deliveryId) };
    return Response.json(await redeliver(contextOf(context), delivery), { status: 202 });
  });
}
