import { withdrawInvitation } from '@/entities/invitation/index.server';

type Context = { params: Promise<{ id: string }> };

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return withdrawInvitation(request, await params);
}
