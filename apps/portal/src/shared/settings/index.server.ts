export { changeSettings } from './changeSettings';
export { getSettings } from './getSettings';
export { readSettings } from './readSettings';
export { type Settings, settingsShape } from './settings';
