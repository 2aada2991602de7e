import 'server-only';
import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { PortalError } from '@/shared/api/index.server';
import { type Role, roleOf } from '@/shared/auth';
import { type Auth, cleanName, passwordLength } from '@/shared/auth/index.server';
import { inTransaction } from '@/shared/db/index.server';
import { recordEvents } from '@/shared/events/index.server';
import type { Settings } from '@/shared/settings/index.server';
import { hashInvitationToken } from './invitationRow';

export type AcceptOptions = {
  pool: Pool;
  auth: Auth;
  settings: () => Promise<Settings>;
  clock: () => Date;
  requestId: string;
};

/** What the holder of a link may know of the invitation. */
export type InvitationOffer = { email: string; name: string | null; role: Role };

const closed = () =>
  new PortalError(
    'INVALID_LINK',
    'The invitation was used already, taken back or is too old. Ask the team for another one.',
  );

/** What an invitation offers, or that it cannot be used. */
export async function readOffer(
  { pool, clock }: Pick<AcceptOptions, 'pool' | 'clock'>,
  token: string,
): Promise<InvitationOffer> {
  const { rows } = await pool.query<{ email: string; name: string | null; role: string }>(
    `select email, name, role from portal.invitation
     where token_sha256 = $1 and accepted_at is null and revoked_at is null and expires_at > $2`,
    [hashInvitationToken(token), clock()],
  );
  const found = rows[0];
  if (found === undefined) throw closed();
  return { email: found.email, name: found.name, role: roleOf(found.role) };
}

type NewUser = { id: string; email: string; name: string; role: string; passwordHash: string; now: Date };

async function createUser(client: PoolClient, user: NewUser): Promise<void> {
  const { id, email, name, role, passwordHash, now } = user;
  const { rowCount } = await client.query(
    `insert into auth."user" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt", "role")
     values ($1, $2, $3, true, $4, $4, $5) on conflict ("email") do nothing`,
    [id, name, email, now, role],
  );
  if (rowCount === 0)
    throw new PortalError('ACCOUNT_EXISTS', 'This e-mail address has an account already. Sign in instead.');
  await client.query(
    `insert into auth."account" ("id", "accountId", "providerId", "userId", "password", "createdAt", "updatedAt")
     values ($1, $2, 'credential', $2, $3, $4, $4)`,
    [randomBytes(16).toString('hex'), id, passwordHash, now],
  );
}

/**
 * Makes the account that an invitation offers: the invitation is used up, the account made and both written down in one
 * transaction. Whoever has the link speaks for the address, so it counts as confirmed.
 */
export async function acceptInvitation(
  { pool, auth, settings, clock, requestId }: AcceptOptions,
  { token, name, password }: { token: string; name: string; password: string },
): Promise<{ email: string }> {
  const displayName = cleanName(name);
  if (password.length < passwordLength.min)
    throw new PortalError('INVALID_PASSWORD', `Use at least ${passwordLength.min} characters.`);
  if (password.length > passwordLength.max)
    throw new PortalError('INVALID_PASSWORD', `Use at most ${passwordLength.max} characters.`);
  if ((await settings()).signUp === 'closed')
    throw new PortalError('SIGN_UP_CLOSED', 'New accounts are switched off. Ask the team.');
  // Looked at first, so that a wrong link costs no password hash.
  await readOffer({ pool, clock }, token);
  const passwordHash = await (await auth.$context).password.hash(password);
  const now = clock();
  const userId = randomBytes(16).toString('hex');
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string; email: string; role: string }>(
      `update portal.invitation set accepted_at = $2, accepted_by = $3
       where token_sha256 = $1 and accepted_at is null and revoked_at is null and expires_at > $2
       returning id, email, role`,
      [hashInvitationToken(token), now, userId],
    );
    const invitation = rows[0];
    if (invitation === undefined) throw closed();
    const { email, role } = invitation;
    await createUser(client, { id: userId, email, name: displayName, role, passwordHash, now });
    const actor = { type: 'user', id: userId } as const;
    const details = { account: userId, invitation: invitation.id, role };
    await recordEvents(pool, [{ at: now, actor, action: 'invitation.accepted', requestId, details }], client);
    return { email };
  });
}
