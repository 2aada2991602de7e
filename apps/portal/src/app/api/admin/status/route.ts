import { readStatus } from '@/entities/system-status/index.server';

export function GET(request: Request): Promise<Response> {
  return readStatus(request);
}
