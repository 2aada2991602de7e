import 'server-only';
import type { Pool } from 'pg';
import { type Mailer, mailTexts } from '@/shared/mail/index.server';
import type { AccountLinks } from './createAccountLinks';
import { linkSeconds } from './createAuth';

export type AccountMailOptions = { pool: Pool; links: AccountLinks; mailer: Mailer; appUrl: string };

type Account = { id: string; email: string; isVerified: boolean; isDisabled: boolean };

async function findAccount(pool: Pool, email: string): Promise<Account | null> {
  const { rows } = await pool.query<Account>(
    `select "id", "email", "emailVerified" as "isVerified", coalesce("banned", false) as "isDisabled"
     from auth."user" where "email" = $1`,
    [email],
  );
  return rows[0] ?? null;
}

/** What somebody who signed up gets: the link, or that there is an account already. Either way one mail. */
export async function sendSignUpMail(options: AccountMailOptions, email: string): Promise<void> {
  const { pool, links, mailer, appUrl } = options;
  const { host } = new URL(appUrl);
  const account = await findAccount(pool, email);
  if (account === null) return;
  if (account.isVerified) {
    await mailer.send(account.email, mailTexts.accountExists({ host, link: `${appUrl}/sign-in` }));
    return;
  }
  const { link } = await links.toVerifyEmail(account);
  await mailer.send(account.email, mailTexts.verifyEmail({ host, link }));
}

/** The link that confirms an address, when there is something to confirm. */
export async function sendVerificationMail(options: AccountMailOptions, email: string): Promise<void> {
  const { pool, links, mailer, appUrl } = options;
  const account = await findAccount(pool, email);
  if (account === null || account.isVerified || account.isDisabled) return;
  const { link } = await links.toVerifyEmail(account);
  await mailer.send(account.email, mailTexts.verifyEmail({ host: new URL(appUrl).host, link }));
}

/** The link that sets a new password, when there is such an account. */
export async function sendResetMail(options: AccountMailOptions, email: string): Promise<void> {
  const { pool, links, mailer, appUrl } = options;
  const account = await findAccount(pool, email);
  if (account === null || account.isDisabled) return;
  const { link } = await links.toSetPassword(account.id, linkSeconds.reset);
  await mailer.send(account.email, mailTexts.resetPassword({ host: new URL(appUrl).host, link }));
}
