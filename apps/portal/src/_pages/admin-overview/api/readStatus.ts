import { callApi } from '@/shared/api';
import type { SystemStatus } from '../model/SystemStatus';

export function readStatus(signal: AbortSignal): Promise<SystemStatus> {
  return callApi<SystemStatus>('/api/admin/status', { signal });
}
