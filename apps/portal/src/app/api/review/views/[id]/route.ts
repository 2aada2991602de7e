import { changeSavedView, deleteSavedView } from '@/_pages/review/index.server';

type Context = { params: Promise<{ id: string }> };

export async function PATCH(request: Request, { params }: Context): Promise<Response> {
  return changeSavedView(request, await params);
}

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return deleteSavedView(request, await params);
}
