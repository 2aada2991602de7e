import { createMessageTemplate, listMessageTemplates } from '@/entities/message-template/index.server';

export function GET(request: Request): Promise<Response> {
  return listMessageTemplates(request);
}

export function POST(request: Request): Promise<Response> {
  return createMessageTemplate(request);
}
