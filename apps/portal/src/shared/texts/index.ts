export { administration as administrationTexts } from './en/administration';
