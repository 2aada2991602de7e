import { readReviewFile } from '@/entities/review/index.server';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return readReviewFile(request, await params);
}
