import { endOwnSession } from '@/entities/person/index.server';

type Context = { params: Promise<{ sessionId: string }> };

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return endOwnSession(request, await params);
}
