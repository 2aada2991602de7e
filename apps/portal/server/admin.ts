import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { ValetKeyError } from 'valetkey/protocol';
import { changeAccount, createAdministrator, findAccountId, issueLink } from '@/shared/accounts/index.server';
import { PortalError } from '@/shared/api/index.server';
import { createAccountLinks, createAuth } from '@/shared/auth/index.server';
import { createDatabasePool } from '@/shared/db/index.server';
import { redactText } from '@/shared/logging/index.server';
import { runAuditCommand } from './auditCommand';

const usage = `npm run admin -- COMMAND EMAIL

  create EMAIL [--name NAME]   make an administrator, or make an account one; prints a link to set the password
  reset-link EMAIL             print a link to set a new password
  disable EMAIL                end all access of an account
  audit verify                 compute every hash of the audit trail anew
  audit sign FILE              the same, and write the signed end of its chain to a new FILE
  audit prune FILE             the same, and remove the events that are older than the settings keep them, but for those of
                               files under legal hold; writes where the chain begins then, signed, to a new FILE

    --head FILE                the chain must still have this signed end
    --from FILE                the same, and what came before it is not read again
    --older-than DAYS          for prune: instead of what the settings say; 90 or more
    --public-key KEY           who signed it, when that was not this system's key (AUDIT_SIGNING_KEY)

A link works once, for a day. The system must be running.`;

type Command = { pool: Pool; appUrl: string; secret: string; email: string; name: string | undefined };

function stop(message: string, code = 1): never {
  process.stderr.write(`${redactText(message)}\n`);
  process.exit(code);
}

function required(name: string): string {
  return process.env[name] ?? stop(`${name}: is required and not set. Use \`npm run admin\`, which sets it.`);
}

function explain(error: unknown): string {
  if (error instanceof PortalError || error instanceof ValetKeyError) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT')
    return `The database cannot be reached (${code}). Start the system first: npm start`;
  if (code === 'EEXIST') return 'There is a file of this name already; give another one.';
  if (code === 'ENOENT') return `There is no such file or folder: ${(error as NodeJS.ErrnoException).path}`;
  if (code === '42P01' || code === '3F000')
    return 'The database is not migrated yet. Start the system first: npm start';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function run(command: string, { pool, appUrl, secret, email, name }: Command): Promise<string> {
  const clock = () => new Date();
  const auth = createAuth({
    config: { appUrl, isHttps: appUrl.startsWith('https:'), auth: { secret, signUp: 'closed' } },
    pool,
    logger: pino({ level: 'silent' }),
  });
  const context = {
    pool,
    clock,
    actor: { type: 'system', id: 'command-line' } as const,
    requestId: `command-${randomBytes(6).toString('hex')}`,
  };
  const printLink = async (userId: string) => {
    const links = createAccountLinks({ auth, appUrl, clock });
    const issued = await issueLink({ ...context, links, mailer: null, appUrl }, 'reset', userId);
    return 'link' in issued ? `Set the password here, within a day:\n\n  ${issued.link}\n` : '';
  };
  if (command === 'create') {
    const { userId, isNew } = await createAdministrator(context, { email, name });
    if (!isNew) return `${email} is an administrator now. The password stays as it is.\n`;
    return `${email} is an administrator. ${await printLink(userId)}`;
  }
  const userId = await findAccountId(pool, email);
  if (userId === null)
    throw new PortalError('INVALID_EMAIL', `There is no account with the address ${email}.`);
  if (command === 'reset-link') return printLink(userId);
  await changeAccount(context, userId, { isDisabled: true });
  return `${email} is disabled: no session of it works any more.\n`;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      head: { type: 'string' },
      from: { type: 'string' },
      'public-key': { type: 'string' },
      'older-than': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [command = '', email = '', ...rest] = positionals;
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const isAudit =
    command === 'audit' &&
    (email === 'verify' ? rest.length === 0 : ['sign', 'prune'].includes(email) && rest.length === 1);
  const isAccount =
    ['create', 'reset-link', 'disable'].includes(command) && email !== '' && rest.length === 0;
  if (!isAudit && !isAccount) stop(usage, 2);
  const pool = createDatabasePool({
    connectionString: required('DATABASE_URL'),
    applicationName: 'valetkey-admin',
    max: 2,
  });
  const migrationUrl = process.env.DATABASE_MIGRATION_URL;
  const owner =
    isAudit && email === 'prune' && migrationUrl !== undefined
      ? createDatabasePool({ connectionString: migrationUrl, applicationName: 'valetkey-admin', max: 1 })
      : undefined;
  try {
    if (isAudit) {
      const { head, from, 'public-key': publicKey, 'older-than': olderThan } = values;
      const { text, isValid } = await runAuditCommand({
        pool,
        args: [email, ...rest],
        ...(owner !== undefined && { owner }),
        ...(olderThan !== undefined && { olderThan }),
        ...(head !== undefined && { head }),
        ...(from !== undefined && { from }),
        ...(publicKey !== undefined && { publicKey }),
        signingKey: process.env.AUDIT_SIGNING_KEY,
        folder: process.env.INIT_CWD ?? process.cwd(),
        clock: () => new Date(),
        requestId: `command-${randomBytes(6).toString('hex')}`,
      });
      process.stdout.write(text);
      if (!isValid) process.exitCode = 1;
      return;
    }
    const appUrl = required('APP_URL');
    const secret = required('AUTH_SECRET');
    const address = email.trim().toLowerCase();
    process.stdout.write(await run(command, { pool, appUrl, secret, email: address, name: values.name }));
  } finally {
    await Promise.all([pool.end(), owner?.end()]);
  }
}

main().catch((error: unknown) => stop(explain(error)));
