export { changePortalSettings, readPortalSettings } from './api/settingsRoutes';
