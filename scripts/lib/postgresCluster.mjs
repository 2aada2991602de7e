// One PostgreSQL cluster in one folder: who runs it, how it is created, how a server that outlived us is ended.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { endProcess, processCommand, processDirectory, processStartTime } from './processIdentity.mjs';
import { runCommand } from './runCommand.mjs';
import { StartError, saysDiskFull } from './startError.mjs';

/** First choice for the user id that owns nothing but the clusters. */
const SERVER_UID = 54_329;

/**
 * PostgreSQL refuses to run as root, so root hands it to a user id that owns nothing else. An existing cluster keeps its
 * owner. `null`: we are not root, and the server runs as ourselves.
 */
export function chooseServerUser(directory) {
  if (process.platform === 'win32' || process.getuid?.() !== 0) {
    const stats = statSync(directory, { throwIfNoEntry: false });
    if (stats && process.getuid && stats.uid !== process.getuid()) {
      throw new StartError(
        `The database in ${directory} belongs to another user (uid ${stats.uid}). Start as that user or as root, or choose another VALETKEY_DATA_DIR.`,
      );
    }
    return null;
  }
  const stats = statSync(directory, { throwIfNoEntry: false });
  if (stats && stats.uid !== 0) return { uid: stats.uid, gid: stats.gid };
  const taken = new Set(knownUsers().map((user) => user.uid));
  let uid = SERVER_UID;
  while (taken.has(uid)) uid += 1;
  return { uid, gid: uid };
}

/** initdb insists on a user that has a name; the server does not. */
function initialisingUser() {
  const users = knownUsers().filter((user) => user.uid !== 0);
  return users.find((user) => user.name === 'nobody') ?? users[0];
}

function knownUsers() {
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  return lines
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/**
 * How the server's programs name the cluster. Root starts them inside the folder, and `/proc/self/cwd` then leads there even
 * when a folder above it is closed to the server's user (a clone below a 0700 home): nothing above needs opening.
 */
export function clusterPath(directory, runAs) {
  return runAs !== null && process.platform === 'linux' ? '/proc/self/cwd' : directory;
}

/**
 * Creates the cluster next to its final name and renames it when it is complete, so a half-made one is never started.
 * @param {{ directory: string, path: string, binaries: string, runAs: { uid: number, gid: number } | null, statements: readonly string[],
 *   sync: boolean, localeArguments?: readonly string[] }} options `statements`: SQL run once before anybody can connect
 */
export async function createCluster({
  directory,
  path,
  binaries,
  runAs,
  statements,
  sync,
  localeArguments = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
}) {
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  chmodSync(unfinished, 0o700);
  const creator = runAs === null ? null : initialisingUser();
  if (creator === undefined) {
    throw new StartError(
      'PostgreSQL may not run as root and this system has no other user. Set DATABASE_URL.',
    );
  }
  try {
    if (creator) changeOwner(unfinished, creator);
    const options = {
      cwd: unfinished,
      env: serverEnvironment(),
      runAs: creator,
      detached: true,
    };
    const initdb = [
      '-D',
      path,
      '--username=postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
      ...localeArguments,
      ...(sync ? [] : ['--no-sync']),
    ];
    check(
      await runCommand(join(binaries, 'bin', 'initdb'), initdb, options),
      'create the database cluster',
      directory,
    );
    // Before the first connection is possible: passwords instead of trust, and the bootstrap login out of reach.
    writeFileSync(join(unfinished, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
    const single = ['--single', '-D', path, ...(sync ? [] : ['-c', 'fsync=off']), 'postgres'];
    const sql = [`ALTER ROLE postgres PASSWORD '${randomBytes(24).toString('hex')}'`, ...statements];
    const run = await runCommand(join(binaries, 'bin', 'postgres'), single, {
      ...options,
      input: `${sql.join('\n')}\n`,
    });
    check(run, 'prepare the database cluster', directory);
    if (/\b(ERROR|FATAL|PANIC):/.test(run.output))
      throw failure('prepare the database cluster', directory, run.output);
    if (runAs) changeOwner(unfinished, runAs);
    renameSync(unfinished, directory);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (saysDiskFull(error) && !(error instanceof StartError))
      throw failure('create', directory, error.message);
    throw error;
  }
}

function check({ code, output }, doing, directory) {
  if (code !== 0) throw failure(doing, directory, output);
}

function failure(doing, directory, output) {
  if (saysDiskFull(output)) {
    return new StartError(
      `The disk that holds ${directory} is full: could not ${doing}. Free some space and start again.`,
    );
  }
  const lines = output.trim().split('\n').slice(-8).join('\n  ');
  return new StartError(`Could not ${doing} in ${directory}:\n  ${lines}`);
}

function changeOwner(path, { uid, gid }) {
  try {
    chownSync(path, uid, gid);
    for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
      chownSync(join(entry.parentPath, entry.name), uid, gid);
    }
  } catch (error) {
    throw new StartError(
      `Root may not give ${path} to another user here (${error.code}), which PostgreSQL needs: it refuses to run as root. Start as an ordinary user, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** The server needs nothing of our environment, and must not see the secrets in it. */
export function serverEnvironment() {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

/** What a running server says about itself; `null` when it left no note. */
export function readPostmasterNote(directory) {
  try {
    const [pid, , , port, , , , status] = readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(pid), port: Number(port), isReady: status?.trim() === 'ready' };
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Ends a server that outlived its supervisor, or removes the note of one that is gone. The caller holds the data folder's
 * lock, so nobody else may be using the cluster. Data is not touched: the server recovers it from its own journal.
 * @returns {Promise<'none' | 'stopped' | 'note removed'>}
 */
export async function endStalePostmaster(directory) {
  const note = readPostmasterNote(directory);
  if (note === null) return 'none';
  const startTime = processStartTime(note.pid);
  if (startTime !== null && isPostmasterOf(note.pid, directory)) {
    const isGone = await endProcess({ pid: note.pid, startTime }, [
      ['SIGINT', 15_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 2_000],
    ]);
    if (!isGone)
      throw new StartError(
        `A PostgreSQL server (process ${note.pid}) still uses ${directory} and does not end.`,
      );
    return 'stopped';
  }
  if (lstatSync(join(directory, 'postmaster.pid'), { throwIfNoEntry: false }))
    unlinkSync(join(directory, 'postmaster.pid'));
  return 'note removed';
}

function isPostmasterOf(pid, directory) {
  const command = processCommand(pid);
  if (!/postgres/.test(command)) return false;
  const workingDirectory = processDirectory(pid);
  return workingDirectory === null
    ? command.includes(directory)
    : resolve(workingDirectory) === resolve(directory);
}
