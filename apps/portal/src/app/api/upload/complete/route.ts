import { getPortal } from '@/shared/valetkey/index.server';

/** The client says it is done; the store is asked. */
export function POST(request: Request): Promise<Response> {
  return getPortal().valetKey.handlers.completeUploads(request);
}
