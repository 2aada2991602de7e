import 'server-only';
import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { ValetKeyError } from 'valetkey/protocol';
import { z } from 'zod';
import { PortalError } from '@/shared/api/index.server';
import type { Role } from '@/shared/auth';
import { cleanName } from '@/shared/auth/index.server';
import { inTransaction } from '@/shared/db/index.server';
import { recordEvents } from '@/shared/events/index.server';
import { type Mailer, mailTexts } from '@/shared/mail/index.server';
import type { Settings } from '@/shared/settings/index.server';
import type { Invitation } from './Account';
import type { AccountContext } from './AccountContext';
import {
  createInvitationToken,
  type InvitationRow,
  invitationColumns,
  invitationSeconds,
  invitationSource,
  toInvitation,
} from './invitationRow';

/** With a mail server the link went to the invited address; without one, whoever invited hands it over. */
export type InvitationGiven = { invitation: Invitation } & ({ sent: true } | { link: string });

export type InviteOptions = AccountContext & {
  mailer: Mailer | null;
  appUrl: string;
  settings: () => Promise<Settings>;
};

const emailAddress = z.email().max(254);

function assertInvitable({ signUp }: Settings): void {
  if (signUp === 'closed')
    throw new PortalError(
      'SIGN_UP_CLOSED',
      'New accounts are switched off. Allow invitations in the settings first.',
    );
}

async function readInvitation(client: Pick<PoolClient, 'query'>, id: string, now: Date): Promise<Invitation> {
  const { rows } = await client.query<InvitationRow>(
    `select ${invitationColumns} from ${invitationSource} where i.id = $1`,
    [id],
  );
  return toInvitation(rows[0]!, now);
}

/** After the commit: a mail cannot be taken back, and a link that does not work is worse than none. */
async function give(
  { mailer, appUrl }: Pick<InviteOptions, 'mailer' | 'appUrl'>,
  invitation: Invitation,
  token: string,
): Promise<InvitationGiven> {
  const link = `${appUrl}/invitation#token=${token}`;
  if (mailer === null) return { invitation, link };
  await mailer.send(invitation.email, mailTexts.invite({ host: new URL(appUrl).host, link }));
  return { invitation, sent: true };
}

/** Invites an address that has neither an account nor an open invitation. */
export async function invite(
  options: InviteOptions,
  { email, role, name }: { email: string; role: Role; name?: string | undefined },
): Promise<InvitationGiven> {
  const { pool, clock, actor, requestId, settings } = options;
  assertInvitable(await settings());
  const address = email.trim().toLowerCase();
  if (!emailAddress.safeParse(address).success)
    throw new PortalError('INVALID_EMAIL', 'Check the e-mail address.');
  const displayName = name === undefined ? null : cleanName(name);
  const { token, tokenSha256 } = createInvitationToken();
  const now = clock();
  const invitation = await inTransaction(pool, async (client) => {
    const known = await client.query('select from auth."user" where "email" = $1', [address]);
    if (known.rowCount !== 0)
      throw new PortalError('ACCOUNT_EXISTS', 'This e-mail address has an account already.');
    const id = randomBytes(16).toString('hex');
    const { rowCount } = await client.query(
      `insert into portal.invitation (id, email, name, role, token_sha256, expires_at, invited_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (email) where accepted_at is null and revoked_at is null do nothing`,
      [id, address, displayName, role, tokenSha256, expiryOf(now), actor.id, now],
    );
    if (rowCount === 0)
      throw new PortalError(
        'INVITATION_EXISTS',
        'This address was invited already. Send that invitation again instead.',
      );
    await recordEvents(
      pool,
      [{ at: now, actor, action: 'user.invited', requestId, details: { invitation: id, role } }],
      client,
    );
    return readInvitation(client, id, now);
  });
  return give(options, invitation, token);
}

/** Another link for an open invitation, with all its days; the one before stops working. */
export async function inviteAgain(options: InviteOptions, id: string): Promise<InvitationGiven> {
  const { pool, clock, actor, requestId, settings } = options;
  assertInvitable(await settings());
  const { token, tokenSha256 } = createInvitationToken();
  const now = clock();
  const invitation = await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update portal.invitation set token_sha256 = $2, expires_at = $3
       where id = $1 and accepted_at is null and revoked_at is null`,
      [id, tokenSha256, expiryOf(now)],
    );
    if (rowCount === 0) throw await refusalOf(client, id);
    await recordEvents(
      pool,
      [{ at: now, actor, action: 'invitation.resent', requestId, details: { invitation: id } }],
      client,
    );
    return readInvitation(client, id, now);
  });
  return give(options, invitation, token);
}

/** Takes an open invitation back. */
export async function revokeInvitation(
  { pool, clock, actor, requestId }: AccountContext,
  id: string,
): Promise<void> {
  const now = clock();
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update portal.invitation set revoked_at = $2 where id = $1 and accepted_at is null and revoked_at is null`,
      [id, now],
    );
    if (rowCount === 0) throw await refusalOf(client, id);
    await recordEvents(
      pool,
      [{ at: now, actor, action: 'invitation.revoked', requestId, details: { invitation: id } }],
      client,
    );
  });
}

function expiryOf(now: Date): Date {
  return new Date(now.getTime() + invitationSeconds * 1000);
}

/** Why an invitation could not be changed: there is none, or it is closed. */
async function refusalOf(client: PoolClient, id: string): Promise<ValetKeyError> {
  const { rowCount } = await client.query('select from portal.invitation where id = $1', [id]);
  return rowCount === 0
    ? new ValetKeyError('NOT_FOUND', 'There is nothing here.')
    : new ValetKeyError('INVALID_STATE', 'The invitation was accepted or taken back already.');
}
