import { takeResult } from '@/entities/processor/index.server';

type Context = { params: Promise<{ name: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return takeResult(request, await params);
}
