import 'server-only';
import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { z } from 'zod';
import { PortalError } from '@/shared/api/index.server';
import { cleanName, roleOf } from '@/shared/auth/index.server';
import { inTransaction } from '@/shared/db/index.server';
import { recordEvents } from '@/shared/events/index.server';
import type { AccountContext } from './AccountContext';

const emailAddress = z.email().max(254);

/** The id of the account with an address, or `null`. */
export async function findAccountId(pool: Pick<Pool, 'query'>, email: string): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>('select "id" as id from auth."user" where "email" = $1', [
    email,
  ]);
  return rows[0]?.id ?? null;
}

/** Makes an administrator without a password, or gives an account the role. For whoever controls the machine. */
export async function createAdministrator(
  { pool, clock, actor, requestId }: AccountContext,
  { email, name }: { email: string; name?: string | undefined },
): Promise<{ userId: string; isNew: boolean }> {
  if (!emailAddress.safeParse(email).success)
    throw new PortalError('INVALID_EMAIL', `${email} is no e-mail address.`);
  const displayName = cleanName(name ?? email.split('@', 1)[0]!);
  return inTransaction(pool, async (client) => {
    const now = clock();
    const before = await client.query<{ role: string }>(
      'select "role" as role from auth."user" where "email" = $1 for update',
      [email],
    );
    const { rows } = await client.query<{ id: string; is_new: boolean; is_disabled: boolean }>(
      `insert into auth."user" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt", "role")
       values ($1, $2, $3, true, $4, $4, 'admin')
       on conflict ("email") do update set "role" = 'admin', "emailVerified" = true, "updatedAt" = $4
       returning "id" as id, "id" = $1 as is_new, "banned" is true as is_disabled`,
      [randomBytes(16).toString('hex'), displayName, email, now],
    );
    const { id: userId, is_new: isNew, is_disabled: isDisabled } = rows[0]!;
    if (isDisabled) throw new PortalError('ACCOUNT_DISABLED', `${email} is disabled. Use another address.`);
    const action = isNew ? 'user.created' : 'user.role_changed';
    const details = {
      account: userId,
      ...(isNew ? { role: 'admin' } : { from: roleOf(before.rows[0]?.role), to: 'admin' }),
    };
    await recordEvents(pool, [{ at: now, actor, action, requestId, details }], client);
    return { userId, isNew };
  });
}
