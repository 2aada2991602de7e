import { endUserSession } from '@/entities/person/index.server';

type Context = { params: Promise<{ id: string; sessionId: string }> };

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return endUserSession(request, await params);
}
