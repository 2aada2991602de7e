import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadEnvironment, resolveSettings } from './environment.mjs';
import { readHolder } from './fileLock.mjs';
import { isSameProcess } from './processIdentity.mjs';
import { runCommand } from './runCommand.mjs';
import { StartError } from './startError.mjs';
import { writeFileAtomically } from './writeFileAtomically.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {readonly string[]} args @returns {Promise<number>} the exit code */
export async function main(args) {
  try {
    const entry = join(ROOT, 'apps/portal/dist/admin.js');
    if (!existsSync(entry))
      throw new StartError('This clone is not built yet. Start the system first: npm start');
    const isHelp = args.length === 0 || args.includes('--help') || args.includes('-h');
    // The owner's login is for what nobody else may do, and for nothing else.
    const isPruning = args[0] === 'audit' && args[1] === 'prune';
    const env = isHelp ? {} : findDatabase({ isPruning });
    const { code, output } = await runCommand(process.execPath, [entry, ...args], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH ?? '',
        // Where paths on the command line start, wherever npm runs the script.
        INIT_CWD: process.env.INIT_CWD ?? process.cwd(),
        ...env,
      },
    });
    process[code === 0 ? 'stdout' : 'stderr'].write(output);
    return code ?? 1;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** What the ends of the audit chain are signed with: made at the first use, and kept with the data. */
function readSigningKey(folder) {
  const file = join(folder, 'audit-signing-key');
  if (!existsSync(file)) writeFileAtomically(file, randomBytes(32).toString('base64url'));
  return readFileSync(file, 'utf8').trim();
}

/** What the command needs to know: the database as the application uses it, and where people find the portal. */
function findDatabase({ isPruning }) {
  const environment = loadEnvironment(ROOT, process.env);
  const settings = resolveSettings(ROOT, environment);
  if (settings.database !== null) {
    return {
      DATABASE_URL: settings.database.app,
      ...(isPruning && { DATABASE_MIGRATION_URL: settings.database.owner }),
      APP_URL: settings.appUrl,
      AUTH_SECRET: settings.authSecret,
      ...(environment.AUDIT_SIGNING_KEY && { AUDIT_SIGNING_KEY: environment.AUDIT_SIGNING_KEY }),
    };
  }
  const folder = settings.dataDirectory;
  const holder = readHolder(join(folder, 'lock'));
  if (holder === null || !isSameProcess(holder)) {
    throw new StartError(
      `Nothing runs in ${folder}. Start the system first (npm start), or name its folder with VALETKEY_DATA_DIR.`,
    );
  }
  const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const secrets = read('secrets.json');
  const { postgres } = read('ports.json');
  const urlOf = (user, password) => `postgres://${user}:${password}@127.0.0.1:${postgres}/valetkey`;
  return {
    DATABASE_URL: urlOf('valetkey_app', secrets.databaseAppPassword),
    ...(isPruning && { DATABASE_MIGRATION_URL: urlOf('valetkey_owner', secrets.databaseOwnerPassword) }),
    APP_URL: environment.APP_URL === undefined ? (holder.url ?? settings.appUrl) : settings.appUrl,
    AUTH_SECRET: settings.authSecret ?? secrets.authSecret,
    AUDIT_SIGNING_KEY: environment.AUDIT_SIGNING_KEY ?? readSigningKey(folder),
  };
}
