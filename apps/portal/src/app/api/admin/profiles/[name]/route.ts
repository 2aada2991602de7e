import { changeProfile, deleteProfile } from '@/entities/profile/index.server';

type Context = { params: Promise<{ name: string }> };

export async function PUT(request: Request, { params }: Context): Promise<Response> {
  return changeProfile(request, await params);
}

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return deleteProfile(request, await params);
}
