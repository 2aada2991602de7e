import 'server-only';
import { answerCall } from '@/shared/valetkey/index.server';
import type { StorageUsage } from '../model/StorageUsage';

/** `GET /api/usage` */
export function readUsage(request: Request): Promise<Response> {
  return answerCall(request, 'files.own', async ({ viewer: { userId }, portal }) => {
    const { profiles, ...total } = await portal.catalogue.usage(userId);
    const held = new Map(profiles.map(({ profile, ...usage }) => [profile, usage]));
    const none = { bytesUsed: 0, bytesReserved: 0, files: 0 };
    const usage: StorageUsage = {
      ...total,
      ...portal.config.quota,
      profiles: (await portal.profiles.list()).map(({ name, label, maxBytes, maxFiles }) => ({
        name,
        label,
        ...(held.get(name) ?? none),
        maxBytes,
        maxFiles,
      })),
    };
    return Response.json(usage);
  });
}
