export { changeSettings } from './changeSettings';
export { getSettings } from './getSettings';
export { readAuditDays, readSettings } from './readSettings';
export { type Settings, settingsShape } from './settings';
