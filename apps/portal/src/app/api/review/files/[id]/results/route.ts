import { readReviewResults } from '@/entities/processor/index.server';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return readReviewResults(request, await params);
}
