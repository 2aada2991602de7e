import { retryJob } from '@/entities/job/index.server';

type Context = { params: Promise<{ id: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return retryJob(request, await params);
}
