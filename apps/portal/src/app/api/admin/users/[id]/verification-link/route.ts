import { issueVerificationLink } from '@/entities/person/index.server';

type Context = { params: Promise<{ id: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return issueVerificationLink(request, await params);
}
