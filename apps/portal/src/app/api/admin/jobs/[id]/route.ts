import { discardJob } from '@/entities/job/index.server';

type Context = { params: Promise<{ id: string }> };

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return discardJob(request, await params);
}
