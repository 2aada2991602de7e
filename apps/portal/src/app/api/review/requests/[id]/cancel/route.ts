import { withdrawRequest } from '@/entities/document-request/index.server';

type Context = { params: Promise<{ id: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return withdrawRequest(request, await params);
}
