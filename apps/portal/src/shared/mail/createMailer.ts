import 'server-only';
import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';
import { z } from 'zod';
import { PortalError } from '@/shared/api/index.server';
import { parseMailbox } from '@/shared/config/index.server';
import type { Mailer } from './Mailer';

export type MailerOptions = {
  /** `smtp://user:password@host:587` (STARTTLS) or `smtps://...:465`. */
  smtpUrl: string;
  /** `files@example.com` or `Files <files@example.com>`. */
  from: string;
  logger: Logger;
  clock: () => Date;
  /** Longest silence of the mail server, in milliseconds. @default 10_000 */
  timeoutMs?: number;
  /** What a failure says to who reads it. @default words for whoever asked for the mail */
  describeFailure?: (facts: MailFailure) => string;
};

/** Why a mail was not sent: an error's code, the server's number, and the command that it answered. */
export type MailFailure = { reason: string; responseCode?: number; command?: string };

const askAgain = () =>
  'The mail could not be sent just now. Try again in a few minutes; if it stays, tell the team.';

const email = z.email();

/** What a failure is, without the server's words: they repeat addresses of people. */
function factsOf(error: unknown): MailFailure {
  if (!(error instanceof Error)) return { reason: 'unknown' };
  const { code, responseCode, command } = error as {
    code?: unknown;
    responseCode?: unknown;
    command?: unknown;
  };
  return {
    reason: typeof code === 'string' ? code : error.name,
    ...(typeof responseCode === 'number' && { responseCode }),
    ...(typeof command === 'string' && { command: command.split(' ', 1)[0]! }),
  };
}

/** Mail by SMTP. One mail at a time to one address; what it says comes from the texts alone. */
export function createMailer({
  smtpUrl,
  from,
  logger,
  clock,
  timeoutMs = 10_000,
  describeFailure = askAgain,
}: MailerOptions): Mailer {
  const url = new URL(smtpUrl);
  const sender = parseMailbox(from);
  if (sender === null) throw new TypeError('MAIL_FROM: expected an address such as files@example.com');
  const isSecure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isOwnMachine = ['localhost', '127.0.0.1', '::1'].includes(host);
  const hasLogin = url.username !== '';
  const transport = createTransport({
    host,
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    secure: isSecure,
    // A password never travels in the clear; without one, encryption is used when the server offers it.
    requireTLS: !isSecure && hasLogin && !isOwnMachine,
    tls: { minVersion: 'TLSv1.2' },
    ...(hasLogin && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const messageIdOf = (messageKey: string, to: string) =>
    `<${createHash('sha256').update(`${messageKey}\n${to}`).digest('hex').slice(0, 40)}@${sender.address.split('@').at(-1)}>`;
  let lastSentAt: Date | null = null;
  let lastFailureAt: Date | null = null;

  return {
    async send(to, { subject, text, html }, { messageKey } = {}) {
      if (!email.safeParse(to).success) throw new PortalError('INVALID_EMAIL', 'Check the e-mail address.');
      try {
        await transport.sendMail({
          from: sender,
          to: { name: '', address: to },
          subject,
          text,
          html,
          ...(messageKey !== undefined && { messageId: messageIdOf(messageKey, to) }),
          headers: { 'auto-submitted': 'auto-generated' },
        });
        lastSentAt = clock();
      } catch (error) {
        lastFailureAt = clock();
        const facts = factsOf(error);
        logger.error(facts, 'mail not sent');
        throw new PortalError('MAIL_UNAVAILABLE', describeFailure(facts), { cause: error });
      }
    },
    report: () => ({ host, from: sender.address, lastSentAt, lastFailureAt }),
    close: () => transport.close(),
  };
}
