import { changeMessageTemplate, deleteMessageTemplate } from '@/entities/message-template/index.server';

type Context = { params: Promise<{ id: string }> };

export async function PUT(request: Request, { params }: Context): Promise<Response> {
  return changeMessageTemplate(request, await params);
}

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return deleteMessageTemplate(request, await params);
}
