import { approveHeld } from '@/entities/quarantine/index.server';

type Context = { params: Promise<{ id: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return approveHeld(request, await params);
}
