import { listWebhookDeliveries } from '@/entities/webhook/index.server';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return listWebhookDeliveries(request, await params);
}
