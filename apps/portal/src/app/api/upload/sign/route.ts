import { getPortal } from '@/shared/valetkey/index.server';

/** Fresh URLs for a running upload. */
export function POST(request: Request): Promise<Response> {
  return getPortal().valetKey.handlers.signUploads(request);
}
