import 'server-only';
import { extensionsOf } from '@/shared/profiles/index.server';
import { answerCall } from '@/shared/valetkey/index.server';
import type { ChoosableProfile } from '../model/ChoosableProfile';
import { readChangedProfile, readNewProfile } from './readProfileBody';

type Params = { name: string };

/** `GET /api/profiles`: what somebody who uploads may choose. */
export function listChoosableProfiles(request: Request): Promise<Response> {
  return answerCall(request, 'files.own', async ({ portal }) => {
    const profiles = (await portal.profiles.list()).map(
      ({ name, label, maxSizeBytes, kinds, isReviewRequired }): ChoosableProfile => ({
        name,
        label,
        maxSizeBytes,
        kinds,
        extensions: extensionsOf(kinds),
        isReviewRequired,
      }),
    );
    return Response.json({ profiles });
  });
}

/** `GET /api/admin/profiles` */
export function listProfiles(request: Request): Promise<Response> {
  return answerCall(request, 'settings.manage', async ({ portal }) =>
    Response.json({ profiles: await portal.profiles.list() }),
  );
}

/** `POST /api/admin/profiles` */
export function createProfile(request: Request): Promise<Response> {
  return answerCall(request, 'settings.manage', async ({ portal, viewer: { userId }, requestId }) => {
    const { name, ...input } = await readNewProfile(request);
    const created = await portal.profiles.create(name, input, { userId, requestId });
    return Response.json(created, { status: 201 });
  });
}

/** `PUT /api/admin/profiles/{name}` */
export function changeProfile(request: Request, { name }: Params): Promise<Response> {
  return answerCall(request, 'settings.manage', async ({ portal, viewer: { userId }, requestId }) =>
    Response.json(
      await portal.profiles.update(name, await readChangedProfile(request), { userId, requestId }),
    ),
  );
}

/** `DELETE /api/admin/profiles/{name}` */
export function deleteProfile(request: Request, { name }: Params): Promise<Response> {
  return answerCall(request, 'settings.manage', async ({ portal, viewer: { userId }, requestId }) => {
    await portal.profiles.remove(name, { userId, requestId });
    return new Response(null, { status: 204 });
  });
}
