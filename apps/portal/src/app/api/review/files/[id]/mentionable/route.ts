import { listMentionable } from '@/entities/review/index.server';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return listMentionable(request, await params);
}
