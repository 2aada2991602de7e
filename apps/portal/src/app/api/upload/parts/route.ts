import { getPortal } from '@/shared/valetkey/index.server';

/** URLs for the next parts. */
export function POST(request: Request): Promise<Response> {
  return getPortal().valetKey.handlers.signParts(request);
}
