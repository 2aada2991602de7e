import { readOwnExtraction } from '@/entities/extraction/index.server';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return readOwnExtraction(request, await params);
}
