import { getPortal } from '@/shared/valetkey/index.server';

/** Small pictures of up to a hundred files. */
export function POST(request: Request): Promise<Response> {
  return getPortal().valetKey.handlers.signThumbnails(request);
}
