import { testWebhook } from '@/entities/webhook/index.server';

type Context = { params: Promise<{ id: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return testWebhook(request, await params);
}
