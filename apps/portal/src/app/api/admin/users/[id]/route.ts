import { changeUser, readUser } from '@/entities/person/index.server';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return readUser(request, await params);
}

export async function PATCH(request: Request, { params }: Context): Promise<Response> {
  return changeUser(request, await params);
}
