// The data folder: everything embedded lives here, one running instance at a time.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { takeLock } from './fileLock.mjs';
import { chooseFreePort, portProblem } from './ports.mjs';
import { endProcess, isSameProcess, processStartTime } from './processIdentity.mjs';
import { StartError, saysDiskFull } from './startError.mjs';
import { writeFileAtomically } from './writeFileAtomically.mjs';

/** Free bytes below which nothing is started: a first start writes a database of 60 MB, a later one its journal. */
const FIRST_START_BYTES = 192 * 1024 * 1024;
const LATER_START_BYTES = 48 * 1024 * 1024;

const SECRETS = {
  databaseOwnerPassword: () => randomBytes(24).toString('hex'),
  databaseAppPassword: () => randomBytes(24).toString('hex'),
  databaseWorkerPassword: () => randomBytes(24).toString('hex'),
  s3AccessKeyId: () => `VK${randomBytes(9).toString('hex').toUpperCase()}`,
  s3SecretAccessKey: () => randomBytes(30).toString('base64url'),
  authSecret: () => randomBytes(32).toString('base64url'),
  demoPassword: () => readablePassword(),
};

/**
 * Opens the folder and takes its lock.
 * @param {string} path @param {Readonly<Record<string, unknown>>} note about us, for whoever finds the lock taken
 */
export function openDataDirectory(path, note) {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (!statSync(path).isDirectory()) throw new StartError(`VALETKEY_DATA_DIR: ${path} is not a folder.`);
    mkdirSync(join(path, 'logs'), { recursive: true, mode: 0o700 });
    if (process.getuid?.() === statSync(path).uid) chmodSync(path, 0o700);
    requireFreeSpace(path);
    const lock = takeLock(join(path, 'lock'), note);
    if (!lock.isHeld) throw alreadyRunning(path, lock.holder);
    return { path, release: lock.release };
  } catch (error) {
    throw explain(error, path);
  }
}

function alreadyRunning(path, holder) {
  const where = holder.url ? ` at ${holder.url}` : '';
  return new StartError(
    `The data folder ${path} is in use by a running instance (process ${holder.pid}${where}). Stop that one, or set VALETKEY_DATA_DIR and PORT to start a second one.`,
  );
}

function explain(error, path) {
  if (error instanceof StartError) return error;
  if (saysDiskFull(error))
    return new StartError(`The disk that holds ${path} is full. Free some space and start again.`);
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(error.code)) {
    return new StartError(
      `VALETKEY_DATA_DIR: ${path} cannot be written to (${error.code}). Choose a folder of yours.`,
      {
        cause: error,
      },
    );
  }
  return error;
}

function requireFreeSpace(path) {
  const { bavail, bsize } = statfsSync(path);
  const freeBytes = bavail * bsize;
  const neededBytes = existsSync(join(path, 'postgres')) ? LATER_START_BYTES : FIRST_START_BYTES;
  if (freeBytes >= neededBytes) return;
  const inMegabytes = (bytes) => Math.floor(bytes / 1024 / 1024);
  throw new StartError(
    `The disk that holds ${path} is full: ${inMegabytes(freeBytes)} MB are free, ${inMegabytes(neededBytes)} MB are needed to start. Free some space, or set VALETKEY_DATA_DIR to another disk.`,
  );
}

/** The generated secrets, made once; a new kind of secret is added to an older file. */
export function loadSecrets(path, { hasCluster = existsSync(join(path, 'postgres')) } = {}) {
  const file = join(path, 'secrets.json');
  const known = readJson(file);
  if (known === null && hasCluster) {
    throw new StartError(
      `${file} is missing, and the database beside it cannot be opened without it. Put it back from a backup; the data itself is untouched.`,
    );
  }
  const secrets = { ...known };
  for (const [name, make] of Object.entries(SECRETS)) secrets[name] ??= make();
  if (JSON.stringify(secrets) !== JSON.stringify(known)) {
    writeFileAtomically(file, `${JSON.stringify(secrets, null, 2)}\n`);
  }
  return secrets;
}

/**
 * The ports of the embedded servers: chosen once and remembered, chosen again when somebody else took one meanwhile.
 * @param {string} path @param {readonly string[]} names @param {readonly number[]} reserved ports that are spoken for
 */
export async function loadPorts(path, names, reserved) {
  const file = join(path, 'ports.json');
  const known = readJson(file) ?? {};
  const taken = new Set(reserved);
  const ports = {};
  const moved = [];
  for (const name of names) {
    const port = known[name];
    if (Number.isInteger(port) && !taken.has(port) && (await portProblem(port)) === null) ports[name] = port;
    else {
      ports[name] = await chooseFreePort(taken);
      if (port !== undefined) moved.push({ name, from: port, to: ports[name] });
    }
    taken.add(ports[name]);
  }
  if (JSON.stringify(ports) !== JSON.stringify(known)) {
    writeFileAtomically(file, `${JSON.stringify({ ...known, ...ports }, null, 2)}\n`);
  }
  return { ports, moved };
}

/** Writes down which processes are ours, so that a later start can end those that outlived us. */
export function recordInstance(path, { url, parts }) {
  const withStart = Object.fromEntries(
    Object.entries(parts)
      .filter(([, pid]) => pid !== null)
      .map(([name, pid]) => [name, { pid, startTime: processStartTime(pid) }]),
  );
  const note = { pid: process.pid, url, parts: withStart };
  writeFileAtomically(join(path, 'instance.json'), `${JSON.stringify(note, null, 2)}\n`);
}

/**
 * Ends what an earlier instance of this folder left running. The database is not among them: its own note in its own
 * folder is surer. Answers the names of those that had to be ended.
 */
export async function endLeftovers(path) {
  const parts = readJson(join(path, 'instance.json'))?.parts ?? {};
  const ended = [];
  await Promise.all(
    Object.entries(parts).map(async ([name, identity]) => {
      if (name === 'postgres' || !isSameProcess(identity)) return;
      const isGone = await endProcess(identity, [
        ['SIGTERM', 8_000],
        ['SIGKILL', 3_000],
      ]);
      if (!isGone)
        throw new StartError(
          `Process ${identity.pid} (${name}) of an earlier start does not end. End it, then start again.`,
        );
      ended.push(name);
    }),
  );
  return ended;
}

function readJson(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StartError(`${file} (in ${dirname(file)}) is not readable JSON. Put it back from a backup.`, {
      cause: error,
    });
  }
}

/** Four groups of five letters and digits that are hard to confuse: some 98 bits. */
function readablePassword() {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const characters = [];
  while (characters.length < 20) {
    const [byte] = randomBytes(1);
    if (byte < 248) characters.push(letters[byte % 31]);
  }
  return [0, 5, 10, 15].map((start) => characters.slice(start, start + 5).join('')).join('-');
}
