export { administration as administrationTexts } from './en/administration';
export { status as statusTexts } from './en/status';
