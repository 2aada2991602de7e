import 'server-only';
import { z } from 'zod';
import { readId, readJson } from '@/shared/api/index.server';
import { answerCall, type CallContext } from '@/shared/valetkey/index.server';
import { templatePurposes } from '../model/MessageTemplate';
import {
  changeTemplate,
  createTemplate,
  deleteTemplate,
  listTemplates,
  type TemplateChange,
} from './messageTemplates';

const fields = {
  name: z.string().max(400),
  body: z.string().max(8_000),
  purpose: z.enum(templatePurposes).nullable(),
  profile: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/)
    .nullable(),
};
const newTemplate = z.strictObject(fields);
const changedTemplate = z.strictObject({ ...fields, revision: z.int().min(1) });

function changeOf({ viewer, portal, requestId }: CallContext): TemplateChange {
  return { userId: viewer.userId, requestId, now: portal.clock() };
}

/** `GET /api/review/templates`: for everybody who writes to owners. */
export function listMessageTemplates(request: Request): Promise<Response> {
  return answerCall(request, 'review.read', async ({ portal }) =>
    Response.json({ templates: await listTemplates(portal.pool) }),
  );
}

/** `POST /api/review/templates` */
export function createMessageTemplate(request: Request): Promise<Response> {
  return answerCall(request, 'review.templates', async (context) => {
    const given = await readJson(request, newTemplate);
    return Response.json(await createTemplate(context.portal.pool, given, changeOf(context)), {
      status: 201,
    });
  });
}

/** `PUT /api/review/templates/{id}` */
export function changeMessageTemplate(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'review.templates', async (context) => {
    const given = await readJson(request, changedTemplate);
    return Response.json(await changeTemplate(context.portal.pool, readId(id), given, changeOf(context)));
  });
}

/** `DELETE /api/review/templates/{id}` */
export function deleteMessageTemplate(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'review.templates', async (context) => {
    await deleteTemplate(context.portal.pool, readId(id), changeOf(context));
    return new Response(null, { status: 204 });
  });
}
