import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { type Mailer, mailTexts } from '@/shared/mail/index.server';

export type ExceptionMails = {
  /** Sends it to one of them, to all without an id. Rejects when it has to be tried again. */
  send: (exceptionId: string, personId: string | null, context: { requestId: string }) => Promise<void>;
};

type Row = { who: string | null; until: Date };

/**
 * The notice that administrators get when somebody opened a file beside their scope: who, and until when. Which file and why is on
 * their page and in the audit trail: a mailbox is no place for it.
 */
export function createExceptionMails({
  pool,
  mailer,
  appUrl,
  logger,
}: {
  pool: Pool;
  /** `null`: there is no mail server, and administrators read it on their page. */
  mailer: Mailer | null;
  appUrl: string;
  logger: Logger;
}): ExceptionMails {
  const { host } = new URL(appUrl);
  return {
    async send(exceptionId, personId, { requestId }) {
      if (mailer === null) return;
      const found = await pool.query<Row>(
        `select u."name" as who, x.until from valetkey.review_exception x left join auth."user" u on u."id" = x.by_id
         where x.id = $1`,
        [exceptionId],
      );
      const row = found.rows[0];
      if (row === undefined) throw new Error('there is no such exception');
      const { rows } = await pool.query<{ email: string }>(
        `select "email" as email from auth."user" where "role" = 'admin' and "banned" is not true and "emailVerified"
           and ($1::text is null or "id" = $1) order by "id"`,
        [personId],
      );
      const link = `${appUrl}/admin/break-glass`;
      const text = mailTexts.exception({ host, link, who: row.who, until: row.until });
      const messageKey = `exception ${exceptionId}`;
      for (const { email } of rows) await mailer.send(email, text, { messageKey });
      logger.info({ requestId, count: rows.length }, 'administrators told of an emergency access');
    },
  };
}
