import type { ReviewDecisionKind } from 'valetkey/protocol';
import { formatDate } from '@/shared/lib';

/** A mail in words: both forms say the same. */
export type MailText = { subject: string; text: string; html: string };

type Paragraphs = {
  subject: string;
  lead: string;
  /** What somebody of the team wrote to whom the mail goes. */
  quote?: string | null;
  /** The one thing to do. */
  action: { label: string; link: string };
  /** What to do when it was not asked for, and how long it holds. */
  note: string;
};

function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character]!,
  );
}

/**
 * The portal's own colours in the dark, for mail programs that have one; and room for words on a telephone. No line begins with a point,
 * which on its way through mail servers means something else.
 */
const style = `:root { color-scheme: light dark }
@media (max-width: 30rem) { body { padding: 8px !important } div.card { padding: 16px !important } }
@media (prefers-color-scheme: dark) {
  body { background: #101317 !important; color: #e9ecf0 !important }
  div.card { background: #181c22 !important; border-color: #2f3641 !important }
  blockquote { border-color: #6c7787 !important }
  p.note { color: #a2acb9 !important }
  a.action { background: #8db0ff !important; color: #0d1730 !important }
}`;

/**
 * Nothing that a person typed is in a mail to an address that nobody confirmed: whoever signs up with somebody else's chooses no
 * word of it.
 */
function write({ subject, lead, quote = null, action, note }: Paragraphs): MailText {
  const link = escapeHtml(action.link);
  return {
    subject,
    text: `${lead}\n\n${quote === null ? '' : `${quote.replace(/^/gm, '> ')}\n\n`}${action.label}:\n${action.link}\n\n${note}\n`,
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title>
<style>${style}</style></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#171a1f;background:#f5f6f8">
<div class="card" style="max-width:32rem;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #dce0e6;border-radius:12px;overflow-wrap:anywhere">
<p>${escapeHtml(lead)}</p>
${quote === null ? '' : `<blockquote dir="auto" style="margin:16px 0;padding-left:12px;border-left:3px solid #dce0e6;white-space:pre-wrap">${escapeHtml(quote)}</blockquote>\n`}<p><a class="action" href="${link}" style="display:inline-block;padding:10px 16px;border-radius:8px;background:#2456c7;color:#ffffff;text-decoration:none">${escapeHtml(action.label)}</a></p>
<p class="note" style="font-size:14px;color:#566070">${escapeHtml(note)}</p>
<p class="note" style="font-size:14px;color:#566070">${link}</p>
</div></body></html>
`,
  };
}

type OutcomeFacts = {
  host: string;
  link: string;
  /** The owner's own name of the file. */
  name: string;
  decision: ReviewDecisionKind;
  reason: string | null;
  /** What the reviewer, whose name is not told, wrote to the owner. */
  message: string | null;
};

type RequestFacts = {
  host: string;
  link: string;
  /** What the team calls the document. */
  name: string;
  /** What somebody of the team, whose name is not told, wrote about it. */
  note: string | null;
  /** The last day. */
  dueOn: string | null;
};

type ReminderFacts = Pick<RequestFacts, 'host' | 'link' | 'name'> & {
  dueOn: string;
  kind: 'soon' | 'overdue';
};

/** The subject is read on locked screens and says nothing of the file. */
const outcomes: Readonly<
  Record<ReviewDecisionKind, { subject: string; says: (name: string, host: string) => string }>
> = {
  approve: {
    subject: 'Your file was approved',
    says: (name, host) => `Your file “${name}” at ${host} was approved.`,
  },
  request_changes: {
    subject: 'Your file needs a change',
    says: (name, host) => `Your file “${name}” at ${host} needs a change before it can be approved.`,
  },
  reject: {
    subject: 'Your file was not accepted',
    says: (name, host) => `Your file “${name}” at ${host} was not accepted.`,
  },
};

type ExceptionFacts = { host: string; link: string; who: string | null; until: Date };

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Every mail there is, in one place. `host` is the portal's own, so that people know what it is about. */
export const mailTexts = {
  verifyEmail: ({ host, link }: { host: string; link: string }): MailText =>
    write({
      subject: 'Confirm your e-mail address',
      lead: `Somebody, you we hope, made an account at ${host} with this address. Confirm it, and you can sign in.`,
      action: { label: 'Confirm the address', link },
      note: 'The link works for 24 hours. If it was not you, do nothing: without it the account cannot be used.',
    }),
  accountExists: ({ host, link }: { host: string; link: string }): MailText =>
    write({
      subject: 'You have an account already',
      lead: `Somebody, you we hope, tried to make an account at ${host} with this address. There is one already.`,
      action: { label: 'Sign in', link },
      note: 'If you forgot the password, the sign-in page helps. If it was not you, do nothing: nothing was changed.',
    }),
  resetPassword: ({ host, link }: { host: string; link: string }): MailText =>
    write({
      subject: 'Set a new password',
      lead: `A new password was asked for, for your account at ${host}.`,
      action: { label: 'Set a new password', link },
      note: 'The link works once, for one hour. If you did not ask for it, do nothing: your password stays as it is.',
    }),
  invite: ({ host, link }: { host: string; link: string }): MailText =>
    write({
      subject: 'You are invited',
      lead: `You are invited to hand over and receive files privately at ${host}.`,
      action: { label: 'Accept the invitation', link },
      note: 'The link works once, for seven days. If you do not know what this is about, do nothing.',
    }),
  exception: ({ host, link, who, until }: ExceptionFacts): MailText =>
    write({
      subject: 'Emergency access to a file',
      lead: `${who === null ? 'Somebody' : `“${who}”`} opened a file at ${host} that is not in their scope, until ${until.toISOString().slice(11, 16)} UTC. Look at who opened what, and why.`,
      action: { label: 'Look at it', link },
      note: 'You get this because you are an administrator.',
    }),
  outcome: ({ host, link, name, decision, reason, message }: OutcomeFacts): MailText => {
    const { subject, says } = outcomes[decision];
    return write({
      subject,
      lead: `${says(name, host)}${reason === null ? '' : ` The reason: ${lowerFirst(reason)}.`}`,
      quote: message,
      action: { label: 'Open the file', link },
      note: 'You get this because the file is yours. Such mails can be switched off on the page of your account.',
    });
  },
  request: ({ host, link, name, note, dueOn }: RequestFacts): MailText =>
    write({
      subject: 'A document is needed from you',
      lead: `At ${host} you are asked for the document “${name}”.${dueOn === null ? '' : ` Please hand it over by ${formatDate(dueOn)}.`}`,
      quote: note,
      action: { label: 'Hand it over', link },
      note: 'You get this because you have an account there. On your page of files is a place for the document.',
    }),
  reminder: ({ host, link, name, dueOn, kind }: ReminderFacts): MailText =>
    write({
      subject: kind === 'soon' ? 'A document is due soon' : 'A document is overdue',
      lead:
        kind === 'soon'
          ? `At ${host} you are asked for the document “${name}” by ${formatDate(dueOn)}, and it is not there yet.`
          : `At ${host} you were asked for the document “${name}” by ${formatDate(dueOn)}, and it is still missing.`,
      action: { label: 'Hand it over', link },
      note: 'You get this once. Reminders can be switched off on the page of your account.',
    }),
  /** Neither which file nor what was said: both are the team's, and a mail travels further than the team. */
  mention: ({ host, link }: { host: string; link: string }): MailText =>
    write({
      subject: 'You are mentioned in a review',
      lead: `Somebody mentioned you in a review at ${host}.`,
      action: { label: 'Read it', link },
      note: 'You get this because you review files there. Such mails can be switched off on the page of your account.',
    }),
} as const;
