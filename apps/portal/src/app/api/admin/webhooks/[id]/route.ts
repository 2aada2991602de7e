import { changeOneWebhook, readOneWebhook, removeWebhook } from '@/entities/webhook/index.server';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return readOneWebhook(request, await params);
}

export async function PATCH(request: Request, { params }: Context): Promise<Response> {
  return changeOneWebhook(request, await params);
}

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return removeWebhook(request, await params);
}
