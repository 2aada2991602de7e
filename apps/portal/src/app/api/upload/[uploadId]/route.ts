import { getPortal } from '@/shared/valetkey/index.server';

type Context = { params: Promise<{ uploadId: string }> };

/** What the store has of an upload. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  return getPortal().valetKey.handlers.getUpload(request, await params);
}

/** Gives an upload up. */
export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return getPortal().valetKey.handlers.abortUpload(request, await params);
}
