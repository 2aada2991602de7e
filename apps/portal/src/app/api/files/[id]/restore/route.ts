import { restoreFile } from '@/entities/file/index.server';

type Context = { params: Promise<{ id: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return restoreFile(request, await params);
}
