import 'server-only';
import { z } from 'zod';
import { readJson } from '@/shared/api/index.server';
import { changeSettings, getSettings, type Settings, settingsShape } from '@/shared/settings/index.server';
import { answerCall, type CallContext } from '@/shared/valetkey/index.server';

const changeBody = z.strictObject(settingsShape).partial();

function answerSettings({ portal }: CallContext, settings: Settings): Response {
  // Without mail, links are shown to the administrator who asks for them; the page has to say so.
  return Response.json({ ...settings, isMailConfigured: portal.mailer !== null });
}

/** `GET /api/admin/settings` */
export function readPortalSettings(request: Request): Promise<Response> {
  return answerCall(request, 'settings.manage', async (context) =>
    answerSettings(context, await getSettings()),
  );
}

/** `PATCH /api/admin/settings` */
export function changePortalSettings(request: Request): Promise<Response> {
  return answerCall(request, 'settings.manage', async (context) => {
    const { pool, config, clock } = context.portal;
    const body = await readJson(request, changeBody);
    const settings = await changeSettings({
      pool,
      config,
      clock,
      userId: context.viewer.userId,
      requestId: context.requestId,
      patch: Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)),
    });
    return answerSettings(context, settings);
  });
}
