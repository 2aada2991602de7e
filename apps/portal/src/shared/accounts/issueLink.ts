import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { type AccountLinks, linkSeconds } from '@/shared/auth/index.server';
import { recordEvents } from '@/shared/events/index.server';
import { type Mailer, mailTexts } from '@/shared/mail/index.server';
import type { AccountContext } from './AccountContext';
import { findAccount } from './listAccounts';

/** With a mail server the link went to the account's own address; without one, whoever asked hands it over. */
export type IssuedLink = { sent: true } | { link: string; expiresAt: string };

export type IssueLinkOptions = AccountContext & {
  links: AccountLinks;
  mailer: Mailer | null;
  appUrl: string;
};

/** A link to set a password or to confirm the address of somebody's account. Audited, never stored, never logged. */
export async function issueLink(
  { pool, clock, actor, requestId, links, mailer, appUrl }: IssueLinkOptions,
  kind: 'reset' | 'verification',
  userId: string,
): Promise<IssuedLink> {
  const account = await findAccount(pool, userId);
  if (account === null) throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
  if (account.isDisabled)
    throw new ValetKeyError('INVALID_STATE', 'The account is disabled. Enable it first.');
  if (kind === 'verification' && account.isVerified)
    throw new ValetKeyError('INVALID_STATE', 'The address is confirmed already.');
  const seconds = mailer === null ? linkSeconds.handedOver : linkSeconds.reset;
  const { link, expiresAt } =
    kind === 'reset' ? await links.toSetPassword(account.id, seconds) : await links.toVerifyEmail(account);
  if (mailer !== null) {
    const write = kind === 'reset' ? mailTexts.resetPassword : mailTexts.verifyEmail;
    await mailer.send(account.email, write({ host: new URL(appUrl).host, link }));
  }
  // Before it is shown: a link that nobody wrote down is never given out.
  const action = kind === 'reset' ? 'user.reset_link_issued' : 'user.verification_link_issued';
  const details = { account: userId, isMailed: mailer !== null };
  await recordEvents(pool, [{ at: clock(), actor, action, requestId, details }]);
  return mailer === null ? { link, expiresAt: expiresAt.toISOString() } : { sent: true };
}
