import 'server-only';
import { answerCall } from '@/shared/valetkey/index.server';
import { readSystemStatus } from './readSystemStatus';

/** `GET /api/admin/status` */
export function readStatus(request: Request): Promise<Response> {
  return answerCall(request, 'status.read', async ({ portal }) =>
    Response.json(await readSystemStatus(portal)),
  );
}
