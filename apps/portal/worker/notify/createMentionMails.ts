import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { permissions } from '@/shared/auth/index.server';
import { type Mailer, mailTexts } from '@/shared/mail/index.server';

export type MentionMailsOptions = {
  pool: Pool;
  /** `null`: there is no mail server, and people see it in the portal. */
  mailer: Pick<Mailer, 'send'> | null;
  /** Public origin of the portal. */
  appUrl: string;
  logger: Pick<Logger, 'info'>;
};

/** Mails people of the team that a comment mentions them. */
export type MentionMails = {
  /** Sends the mail about a notification, unless it is not wanted or not needed any more. Rejects when it has to be tried again. */
  send: (notificationId: string, options: { requestId: string }) => Promise<void>;
};

/** To who still reviews such files and has not seen it in the portal meanwhile. */
const due = `
  select p."email" as email, n.file_id
  from portal.notification n
  join auth."user" p on p."id" = n.person_id
  join valetkey.file f on f.id = n.file_id
  left join portal.account_setting a on a.user_id = n.person_id
  left join portal.review_scope s on s.user_id = n.person_id and p."role" <> all($3)
  where n.id = $1 and n.kind = 'mentioned' and n.read_at is null and f.deleted_at is null
    and p."role" = any($2) and p."emailVerified" and p."banned" is not true and coalesce(a.is_mention_mailed, true)
    and (s.profiles is null or f.profile = any(s.profiles))`;

export function createMentionMails({ pool, mailer, appUrl, logger }: MentionMailsOptions): MentionMails {
  const { host } = new URL(appUrl);
  return {
    async send(notificationId, { requestId }) {
      if (mailer === null) return;
      const { rows } = await pool.query<{ email: string; file_id: string }>(due, [
        notificationId,
        permissions['review.read'],
        permissions['review.everything'],
      ]);
      const row = rows[0];
      if (row === undefined) {
        logger.info({ requestId }, 'mention not mailed: not wanted, or seen already');
        return;
      }
      const link = `${appUrl}/review/${encodeURIComponent(row.file_id)}`;
      const messageKey = `mention ${notificationId}`;
      await mailer.send(row.email, mailTexts.mention({ host, link }), { messageKey });
    },
  };
}
