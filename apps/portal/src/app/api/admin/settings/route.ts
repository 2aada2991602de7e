import { changePortalSettings, readPortalSettings } from '@/entities/portal-setting/index.server';

export function GET(request: Request): Promise<Response> {
  return readPortalSettings(request);
}

export function PATCH(request: Request): Promise<Response> {
  return changePortalSettings(request);
}
