import 'server-only';
import { getConfig } from '@/shared/config/index.server';
import { getLogger } from '@/shared/logging/index.server';
import { createMailer } from './createMailer';
import type { Mailer } from './Mailer';

const symbol = Symbol.for('valetkey.portal.mailer');

// One for the process, like the pool, so that the status page tells about every mail.
const holder = globalThis as { [symbol]?: Mailer };

/** The running portal's way to send mail; `null` without `SMTP_URL`. */
export function getMailer(): Mailer | null {
  const { mail } = getConfig();
  if (mail === null) return null;
  holder[symbol] ??= createMailer({ ...mail, logger: getLogger(), clock: () => new Date() });
  return holder[symbol];
}
