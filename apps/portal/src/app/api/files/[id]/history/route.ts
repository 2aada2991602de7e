import { readHistory } from '@/entities/file/index.server';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return readHistory(request, await params);
}
