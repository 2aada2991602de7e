import { getPortal } from '@/shared/valetkey/index.server';

/** One's unfinished uploads. */
export function GET(request: Request): Promise<Response> {
  return getPortal().valetKey.handlers.listUploads(request);
}

/** The handshake. */
export function POST(request: Request): Promise<Response> {
  return getPortal().valetKey.handlers.createUploads(request);
}
