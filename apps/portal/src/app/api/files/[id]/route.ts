import { readFile, removeFile, renameFile } from '@/entities/file/index.server';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return readFile(request, await params);
}

export async function PATCH(request: Request, { params }: Context): Promise<Response> {
  return renameFile(request, await params);
}

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return removeFile(request, await params);
}
