import { signSource } from '@/entities/processor/index.server';

type Context = { params: Promise<{ name: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return signSource(request, await params);
}
