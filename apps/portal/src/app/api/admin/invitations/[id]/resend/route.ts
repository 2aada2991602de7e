import { resendInvitation } from '@/entities/invitation/index.server';

type Context = { params: Promise<{ id: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return resendInvitation(request, await params);
}
