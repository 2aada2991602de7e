import { endUserSessions, listUserSessions } from '@/entities/person/index.server';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return listUserSessions(request, await params);
}

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return endUserSessions(request, await params);
}
