import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { createAuth, type Role } from '@/shared/auth/index.server';
import type { PortalConfig } from '@/shared/config/index.server';

const people: readonly { name: string; email: string; role: Role }[] = [
  { name: 'Alice', email: 'alice@example.com', role: 'user' },
  { name: 'Bob', email: 'bob@example.com', role: 'user' },
  { name: 'Rita', email: 'rita@example.com', role: 'reviewer' },
  { name: 'Ravi', email: 'ravi@example.com', role: 'reviewer' },
  { name: 'Lea', email: 'lea@example.com', role: 'lead' },
  { name: 'Ada', email: 'ada@example.com', role: 'admin' },
];

export type SeedDemoOptions = {
  config: Pick<PortalConfig, 'appUrl' | 'isHttps' | 'auth'>;
  pool: Pool;
  logger: Logger;
  /** Password of all of them; those that exist get it anew when it changed. */
  password: string;
};

/** Makes the demo accounts, or sets their role and password to what they should be. Returns their addresses. */
export async function seedDemo({ config, pool, logger, password }: SeedDemoOptions): Promise<string[]> {
  const auth = createAuth({ config, pool, logger });
  const { internalAdapter, password: passwords } = await auth.$context;
  for (const { name, email, role } of people) {
    const found = await internalAdapter.findUserByEmail(email, { includeAccounts: true });
    const user =
      found?.user ??
      (await internalAdapter.createUser({ name, email, emailVerified: true, role }, { method: 'email' }));
    // A start that was killed between the two may have left somebody without a password.
    const stored = found?.accounts.find(({ providerId }) => providerId === 'credential');
    if (stored === undefined)
      await internalAdapter.linkAccount({
        userId: user.id,
        accountId: user.id,
        providerId: 'credential',
        password: await passwords.hash(password),
      });
    else if (!stored.password || !(await passwords.verify({ hash: stored.password, password })))
      await internalAdapter.updatePassword(user.id, await passwords.hash(password));
    await internalAdapter.updateUser(user.id, { role, banned: false });
  }
  return people.map(({ email }) => email);
}
