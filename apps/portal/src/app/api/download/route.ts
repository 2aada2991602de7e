import { getPortal } from '@/shared/valetkey/index.server';

/** A URL that reads one file for a few minutes. */
export function GET(request: Request): Promise<Response> {
  return getPortal().valetKey.handlers.download(request);
}
