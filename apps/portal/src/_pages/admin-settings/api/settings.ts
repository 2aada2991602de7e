import { callApi } from '@/shared/api';
import type { PortalSettings } from '../model/changesOf';

export type PortalSettingsAnswer = PortalSettings & { isMailConfigured: boolean };

export function readSettings(signal: AbortSignal): Promise<PortalSettingsAnswer> {
  return callApi<PortalSettingsAnswer>('/api/admin/settings', { signal });
}

/** Changes what is named and answers all of it as it is then. */
export function changeSettings(patch: Partial<PortalSettings>): Promise<PortalSettingsAnswer> {
  return callApi<PortalSettingsAnswer>('/api/admin/settings', { method: 'PATCH', body: patch });
}
