/** A mail in words: both forms say the same. */
export type MailText = { subject: string; text: string; html: string };

type Paragraphs = {
  subject: string;
  lead: string;
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

/** Nothing that a person typed is ever in a mail: whoever signs up with somebody else's address chooses no word of it. */
function write({ subject, lead, action, note }: Paragraphs): MailText {
  const link = escapeHtml(action.link);
  return {
    subject,
    text: `${lead}\n\n${action.label}:\n${action.link}\n\n${note}\n`,
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#171a1f;background:#f5f6f8">
<div style="max-width:32rem;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #dce0e6;border-radius:12px">
<p>${escapeHtml(lead)}</p>
<p><a href="${link}" style="display:inline-block;padding:10px 16px;border-radius:8px;background:#2456c7;color:#ffffff;text-decoration:none">${escapeHtml(action.label)}</a></p>
<p style="font-size:14px;color:#566070">${escapeHtml(note)}</p>
<p style="font-size:14px;color:#566070;word-break:break-all">${link}</p>
</div></body></html>
`,
  };
}

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
} as const;
