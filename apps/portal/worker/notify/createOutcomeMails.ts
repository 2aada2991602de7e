import type { Pool } from 'pg';
import type { Logger } from 'pino';
import {
  isReviewReasonCode,
  type ReviewDecisionKind,
  reviewDecisions,
  reviewReasons,
} from 'valetkey/protocol';
import { type Mailer, mailTexts } from '@/shared/mail/index.server';

export type OutcomeMailsOptions = {
  pool: Pool;
  /** `null`: there is no mail server, and owners read the outcome on their page. */
  mailer: Pick<Mailer, 'send'> | null;
  /** Public origin of the portal. */
  appUrl: string;
  logger: Pick<Logger, 'info'>;
};

/** Mails owners what was decided about their files. */
export type OutcomeMails = {
  /** Sends the mail about a decision, unless it is not wanted or not true any more. Rejects when it has to be tried again. */
  send: (decisionId: string, options: { requestId: string }) => Promise<void>;
};

type Row = {
  file_id: string;
  name: string;
  email: string;
  decision: ReviewDecisionKind;
  reason_code: string | null;
  reason_label: string | null;
  message: string | null;
};

/*
 * To a confirmed address only: another one may be somebody else's, and the mail names a file. Not of an account that is disabled, not
 * about what is in the trash, and not about a decision that was reopened or followed by another one since.
 */
const due = `
  select d.file_id, f.name, o."email" as email, d.decision, d.reason_code, d.reason_label, d.message
  from valetkey.review_decision d
  join valetkey.upload u on u.file_id = d.file_id and u.version = d.version
  join valetkey.file f on f.id = d.file_id
  join auth."user" o on o."id" = u.owner_id
  left join portal.account_setting s on s.user_id = o."id"
  where d.id = $1 and o."emailVerified" and o."banned" is not true and coalesce(s.is_outcome_mailed, true)
    and f.deleted_at is null and u.state not in ('deleted', 'purged')
    and u.review = ($2::json ->> d.decision)
    and not exists (
      select from valetkey.review_decision l where l.file_id = d.file_id and l.version = d.version and l.seq > d.seq)`;

export function createOutcomeMails({ pool, mailer, appUrl, logger }: OutcomeMailsOptions): OutcomeMails {
  const { host } = new URL(appUrl);
  return {
    async send(decisionId, { requestId }) {
      if (mailer === null) return;
      const { rows } = await pool.query<Row>(due, [decisionId, JSON.stringify(reviewDecisions)]);
      const row = rows[0];
      if (row === undefined) {
        logger.info({ requestId }, 'outcome not mailed: not wanted, or not true any more');
        return;
      }
      const { file_id: fileId, name, decision, reason_code: code, reason_label: label, message } = row;
      const reason = label ?? (code !== null && isReviewReasonCode(code) ? reviewReasons[code] : null);
      const link = `${appUrl}/?file=${encodeURIComponent(fileId)}`;
      const text = mailTexts.outcome({ host, link, name, decision, reason, message });
      await mailer.send(row.email, text, { messageKey: `outcome ${decisionId}` });
    },
  };
}
