import type { Pool, PoolClient } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import { withClient } from './runMigrations.ts';

/** A login that works on the records. */
export type Login = { user: string; password: string };

export type CreateRolesOptions = {
  /** Connections of the login that migrates. */
  pool: Pool;
  /** Login of the application; left out, or the same as the one that migrates, when there is only one. */
  app?: Login;
  /** Login of the workers; likewise. */
  worker?: Login;
};

type Facts = { user: string; isAbleToCreate: boolean; roles: Set<string> };

/**
 * Makes the two roles that the privileges are granted to, and the logins that have them. What exists is left as it is, its
 * password too. Returns warnings for a set-up with a single login, where the append-only trigger is all that protects the
 * audit trail.
 */
export async function createRoles(options: CreateRolesOptions): Promise<{ warnings: string[] }> {
  const { pool, app, worker } = options;
  return withClient(pool, async (client) => {
    const wanted = [
      { role: 'valetkey_app', login: app },
      { role: 'valetkey_worker', login: worker },
    ];
    const facts = await readFacts(client, [
      ...wanted.map(({ role }) => role),
      ...wanted.flatMap(({ login }) => (login === undefined ? [] : [login.user])),
    ]);
    const warnings: string[] = [];
    for (const { role, login } of wanted) {
      if (login === undefined || login.user === facts.user) {
        warnings.push(
          `${role}: the login ${facts.user} both migrates and works, so it could remove the protection of the audit ` +
            'trail. Give the migration a login of its own with DATABASE_MIGRATION_URL.',
        );
        continue;
      }
      await createLogin(client, facts, role, login);
    }
    return { warnings };
  });
}

async function readFacts(client: PoolClient, names: readonly string[]): Promise<Facts> {
  const self = await client.query<{ user: string; can: boolean }>(
    'select current_user as user, (rolsuper or rolcreaterole) as can from pg_catalog.pg_roles where rolname = current_user',
  );
  const roles = await client.query<{ rolname: string }>(
    'select rolname from pg_catalog.pg_roles where rolname = any($1)',
    [names],
  );
  return {
    user: self.rows[0]?.user ?? '',
    isAbleToCreate: self.rows[0]?.can === true,
    roles: new Set(roles.rows.map((row) => row.rolname)),
  };
}

async function createLogin(client: PoolClient, facts: Facts, role: string, login: Login): Promise<void> {
  const roleName = client.escapeIdentifier(role);
  const userName = client.escapeIdentifier(login.user);
  const isOwnLogin = login.user === role;

  if (!facts.roles.has(role) && !isOwnLogin) {
    await change(client, facts, `create role ${roleName}`, `create role ${roleName};`);
    facts.roles.add(role);
  }
  if (!facts.roles.has(login.user)) {
    const statement = `create role ${userName} login password`;
    await change(
      client,
      facts,
      `${statement} ${client.escapeLiteral(login.password)}`,
      `${statement} '...';`,
    );
    facts.roles.add(login.user);
  } else if (isOwnLogin) {
    const found = await client.query<{ rolcanlogin: boolean }>(
      'select rolcanlogin from pg_catalog.pg_roles where rolname = $1',
      [role],
    );
    if (found.rows[0]?.rolcanlogin !== true) {
      const statement = `alter role ${roleName} login password`;
      await change(
        client,
        facts,
        `${statement} ${client.escapeLiteral(login.password)}`,
        `${statement} '...';`,
      );
    }
  }
  if (isOwnLogin) return;
  const member = await client.query<{ is: boolean }>("select pg_has_role($1, $2, 'member') as is", [
    login.user,
    role,
  ]);
  if (member.rows[0]?.is === true) return;
  const grant = `grant ${roleName} to ${userName}`;
  await change(client, facts, grant, `${grant};`);
}

/** Roles belong to the whole server, so another database's migration may be making the same one right now. */
const raceStates = new Set(['23505', '42710', 'XX000']);

async function change(client: PoolClient, facts: Facts, statement: string, shown: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    const state = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (raceStates.has(state)) return;
    const why = facts.isAbleToCreate ? 'was refused' : 'may not create roles';
    // The cause is left out on purpose: PostgreSQL quotes the statement, and the statement holds a password.
    throw new ValetKeyError(
      'INVALID_OPTION',
      `The migration login ${facts.user} ${why} (SQLSTATE ${state}). Let an administrator of the server run: ${shown}`,
    );
  }
}
