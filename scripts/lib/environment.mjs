// What the environment and `.env` say, checked before anything is started.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { StartError } from './startError.mjs';

const STORE_VARIABLES = [
  'S3_PROVIDER',
  'S3_ENDPOINT',
  'S3_REGION',
  'S3_BUCKET_NAME',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
];

/**
 * The environment over `.env`; an empty variable counts as not set, so a copied `.env.example` changes nothing.
 * @param {string} root @param {Readonly<Record<string, string | undefined>>} environment
 */
export function loadEnvironment(root, environment) {
  let fromFile = {};
  try {
    fromFile = parseEnv(readFileSync(join(root, '.env'), 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') {
      throw new StartError(
        `The file ${join(root, '.env')} cannot be read (${error.code ?? error.message}).`,
        { cause: error },
      );
    }
  }
  const merged = {};
  for (const [name, value] of [...Object.entries(fromFile), ...Object.entries(environment)]) {
    if (value !== undefined && value.trim() !== '') merged[name] = value;
  }
  return merged;
}

/**
 * What the supervisor itself needs to know. The portal checks the rest, in one place of its own.
 * @param {string} root @param {Readonly<Record<string, string>>} environment
 * @param {{ isWorkerOnly?: boolean }} [wanted]
 */
export function resolveSettings(root, environment, { isWorkerOnly = false } = {}) {
  const port = resolvePort(environment.PORT);
  const database = resolveDatabase(environment);
  const store = resolveStore(environment);
  if (database !== null && environment.AUTH_SECRET === undefined) {
    throw new StartError(
      'AUTH_SECRET is required with DATABASE_URL: sessions must outlive this machine. `openssl rand -base64 32` makes one.',
    );
  }
  if (environment.AUTH_SECRET !== undefined && environment.AUTH_SECRET.length < 32) {
    throw new StartError(
      'AUTH_SECRET: expected at least 32 random characters. `openssl rand -base64 32` makes some.',
    );
  }
  if (isWorkerOnly && (database === null || store === null)) {
    throw new StartError(
      `--worker: a worker alone needs the database and the store of a portal, and ${database === null ? 'DATABASE_URL' : 'S3_ENDPOINT'} is not set.`,
    );
  }
  const demoPassword = environment.VALETKEY_DEMO_PASSWORD ?? null;
  if (demoPassword !== null && (demoPassword.length < 8 || demoPassword.length > 128)) {
    throw new StartError('VALETKEY_DEMO_PASSWORD: expected 8 to 128 characters.');
  }
  return {
    isWorkerOnly,
    port,
    appUrl: resolveAppUrl(environment.APP_URL, port),
    localUrl: `http://localhost:${port}`,
    dataDirectory: resolveDataDirectory(root, environment.VALETKEY_DATA_DIR),
    /** `null`: the embedded one. */
    database,
    /** `null`: the embedded one. */
    store,
    demoPassword,
    authSecret: environment.AUTH_SECRET ?? null,
  };
}

function resolvePort(value = '3000') {
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port >= 1 && port <= 65_535) return port;
  throw new StartError(`PORT: expected a whole number from 1 to 65535, got ${JSON.stringify(value)}.`);
}

function resolveAppUrl(value, port) {
  if (value === undefined) return `http://localhost:${port}`;
  const url = parseUrl(value);
  if (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    !url.search &&
    !url.hash &&
    !url.username
  ) {
    return url.origin;
  }
  throw new StartError(
    `APP_URL: expected an origin such as https://files.example.com, without a path, got ${JSON.stringify(value)}.`,
  );
}

function resolveDataDirectory(root, value = '.data') {
  const path = value.startsWith('~/') ? join(homedir(), value.slice(2)) : value;
  if (path.includes('\0')) throw new StartError('VALETKEY_DATA_DIR: expected the path of a folder.');
  return isAbsolute(path) ? resolve(path) : resolve(root, path);
}

function resolveDatabase(environment) {
  for (const name of ['DATABASE_URL', 'DATABASE_MIGRATION_URL', 'DATABASE_WORKER_URL']) {
    const value = environment[name];
    if (value === undefined) continue;
    if (!/^postgres(ql)?:$/.test(parseUrl(value)?.protocol ?? '')) {
      throw new StartError(`${name}: expected a URL such as postgres://user:password@host:5432/database.`);
    }
    if (environment.DATABASE_URL === undefined) {
      throw new StartError(
        `${name} is set without DATABASE_URL. Set both, or neither for the embedded database.`,
      );
    }
  }
  if (environment.DATABASE_URL === undefined) return null;
  return {
    app: environment.DATABASE_URL,
    owner: environment.DATABASE_MIGRATION_URL ?? environment.DATABASE_URL,
    worker: environment.DATABASE_WORKER_URL ?? environment.DATABASE_URL,
  };
}

function resolveStore(environment) {
  const set = STORE_VARIABLES.filter((name) => environment[name] !== undefined);
  if (set.length === 0) return null;
  // The name of a provider may say where its stores are; checkExternalStore knows which names do.
  const optional = [
    'S3_PROVIDER',
    'S3_REGION',
    ...(environment.S3_PROVIDER === undefined ? [] : ['S3_ENDPOINT']),
  ];
  const missing = STORE_VARIABLES.filter(
    (name) => environment[name] === undefined && !optional.includes(name),
  );
  if (missing.length > 0) {
    throw new StartError(
      `${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set, but ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not. Set all of them for your own store, or none for the embedded one.`,
    );
  }
  return { bucket: environment.S3_BUCKET_NAME };
}

function parseUrl(value) {
  try {
    return new URL(value);
  } catch {
    return null;
  }
}
