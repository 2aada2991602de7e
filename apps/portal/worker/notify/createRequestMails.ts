import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { type Mailer, mailTexts } from '@/shared/mail/index.server';

export type RequestMailsOptions = {
  pool: Pool;
  /** `null`: there is no mail server, and people find what they are asked for on their page. */
  mailer: Pick<Mailer, 'send'> | null;
  /** Public origin of the portal. */
  appUrl: string;
  clock: () => Date;
  logger: Pick<Logger, 'info'>;
};

/** Mails people what they are asked for. */
export type RequestMails = {
  /** Sends the mail about a request, unless it is answered or taken back already. Rejects when it has to be tried again. */
  send: (requestId: string, options: { requestId: string }) => Promise<void>;
  /** Reminds them of it, unless they do not want that, or it is not true any more. Rejects likewise. */
  remind: (requestId: string, kind: 'soon' | 'overdue', options: { requestId: string }) => Promise<void>;
};

type Row = { email: string; name: string; note: string | null; due_on: string | null };

/** To a confirmed address only, because the mail says what is asked, and to nobody whose account is disabled. */
const due = `
  select p."email" as email, q.name, q.note, q.due_on::text as due_on
  from portal.document_request q join auth."user" p on p."id" = q.person_id
  where q.id = $1 and q.state = 'open' and p."emailVerified" and p."banned" is not true`;

/** The same, for whom wants reminders, while the day that it speaks of is still to come, or over. */
const toRemind = `${due}
    and q.due_on is not null and (q.due_on < $2::date) = $3
    and not exists (select from portal.account_setting a where a.user_id = q.person_id and not a.is_reminder_mailed)`;

export function createRequestMails(options: RequestMailsOptions): RequestMails {
  const { pool, mailer, appUrl, clock, logger } = options;
  const { host } = new URL(appUrl);
  return {
    async send(id, { requestId }) {
      if (mailer === null) return;
      const { rows } = await pool.query<Row>(due, [id]);
      const row = rows[0];
      if (row === undefined) {
        logger.info({ requestId }, 'request not mailed: no confirmed address, or answered already');
        return;
      }
      const { email, name, note, due_on: dueOn } = row;
      const text = mailTexts.request({ host, link: `${appUrl}/`, name, note, dueOn });
      await mailer.send(email, text, { messageKey: `request ${id}` });
    },

    async remind(id, kind, { requestId }) {
      if (mailer === null) return;
      const today = clock().toISOString().slice(0, 10);
      const { rows } = await pool.query<Row & { due_on: string }>(toRemind, [id, today, kind === 'overdue']);
      const row = rows[0];
      if (row === undefined) {
        logger.info({ requestId }, 'reminder not mailed: not wanted, or not true any more');
        return;
      }
      const { email, name, due_on: dueOn } = row;
      const text = mailTexts.reminder({ host, link: `${appUrl}/`, name, dueOn, kind });
      await mailer.send(email, text, { messageKey: `reminder ${id} ${kind}` });
    },
  };
}
