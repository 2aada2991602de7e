import { readOwnResults } from '@/entities/processor/index.server';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return readOwnResults(request, await params);
}
