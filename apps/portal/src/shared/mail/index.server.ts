export { createMailer } from './createMailer';
export { getMailer } from './getMailer';
export type { Mailer } from './Mailer';
export { mailTexts } from './mailTexts';
