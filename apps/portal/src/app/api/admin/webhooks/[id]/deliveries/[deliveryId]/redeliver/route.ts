import { redeliverMessage } from '@/entities/webhook/index.server';

type Context = { params: Promise<{ id: string; deliveryId: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return redeliverMessage(request, await params);
}
