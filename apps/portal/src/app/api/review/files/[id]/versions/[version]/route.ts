import { readReviewVersion } from '@/_pages/review/index.server';

type Context = { params: Promise<{ id: string; version: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return readReviewVersion(request, await params);
}
