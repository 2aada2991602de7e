import { liftHold } from '@/entities/review/index.server';

type Context = { params: Promise<{ id: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return liftHold(request, await params);
}
