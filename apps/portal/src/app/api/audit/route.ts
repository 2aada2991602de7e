import { listAuditEvents } from '@/entities/audit/index.server';

export function GET(request: Request): Promise<Response> {
  return listAuditEvents(request);
}
