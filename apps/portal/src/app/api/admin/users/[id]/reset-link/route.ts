import { issueResetLink } from '@/entities/person/index.server';

type Context = { params: Promise<{ id: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return issueResetLink(request, await params);
}
