import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/** The demo accounts by first name. */
export const people = {
  alice: 'alice@example.com',
  bob: 'bob@example.com',
  rita: 'rita@example.com',
  ravi: 'ravi@example.com',
  lea: 'lea@example.com',
  ada: 'ada@example.com',
} as const;
export type Person = keyof typeof people;

export type System = {
  /** Origin of the portal, without a slash at the end. */
  url: string;
  password: string;
  dataDir: string;
  /** Everything the supervisor and its children printed. Empty for a system that somebody else started. */
  logFile: string;
  /** What notifications of the store carry; `null` for a system that takes none. */
  eventsSecret: string | null;
  /** Where the processor `word-counts` is handed to, and what with; `null` for a system that hands nothing off. */
  handOff: { port: number; secret: string } | null;
  /** Process id of the supervisor; `null` for a system that somebody else started. */
  pid: number | null;
};

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(address)));
    });
  });
}

/**
 * Starts the whole system as a newcomer would (`npm start`'s script) in a data folder of its own, and waits for health.
 *
 * @param env variables on top of this process's; `VALETKEY_DATA_DIR` and `PORT` keep an instance across two starts
 */
export async function startSystem(
  env: Record<string, string | undefined> = {},
  { timeoutSeconds = 300 }: { timeoutSeconds?: number } = {},
): Promise<System & { stop(): Promise<void>; kill(): Promise<void> }> {
  const dataDir = env.VALETKEY_DATA_DIR ?? (await mkdtemp(path.join(tmpdir(), 'valetkey-e2e-')));
  const port = env.PORT ?? String(await freePort());
  const password = env.VALETKEY_DEMO_PASSWORD ?? 'correct horse battery staple';
  const url = env.APP_URL ?? `http://localhost:${port}`;
  const logFile = `${dataDir.replace(/\/$/, '')}.log`;
  const log = createWriteStream(logFile, { flags: 'a' });
  const child = spawn(process.execPath, [path.join(root, 'scripts/start.mjs')], {
    cwd: root,
    // Its own process group, so that a Ctrl-C in the test runner's terminal does not reach it twice.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      VALETKEY_EXPOSE_TRAFFIC: '1',
      ...env,
      VALETKEY_DATA_DIR: dataDir,
      PORT: port,
      APP_URL: url,
      VALETKEY_DEMO_PASSWORD: password,
    },
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  try {
    await waitForHealth(url, { exited, timeoutSeconds });
  } catch (error) {
    await end(child, exited, 'SIGINT');
    const output = await readFile(logFile, 'utf8').catch(() => '');
    throw new Error(`${(error as Error).message}\n--- last output ---\n${output.slice(-6_000)}`, {
      cause: error,
    });
  }
  const stopWith = async (signal: NodeJS.Signals) => {
    await end(child, exited, signal);
    log.end();
  };
  return {
    url,
    password,
    dataDir,
    logFile,
    eventsSecret: env.STORAGE_EVENTS_SECRET ?? null,
    handOff: handOffOf(env),
    pid: child.pid ?? null,
    stop: async () => {
      await stopWith('SIGINT');
      if (!env.VALETKEY_DATA_DIR && !process.env.VALETKEY_KEEP_DATA) {
        await rm(dataDir, { recursive: true, force: true });
      }
    },
    kill: () => stopWith('SIGKILL'),
  };
}

function handOffOf(env: Record<string, string | undefined>): System['handOff'] {
  const { PROCESSOR_WORD_COUNTS_URL: url, PROCESSOR_WORD_COUNTS_SECRET: secret } = env;
  return url && secret ? { port: Number(new URL(url).port), secret } : null;
}

/** A system that is already running, named by `VALETKEY_E2E_URL` (and `VALETKEY_E2E_DATA_DIR`, `VALETKEY_DEMO_PASSWORD`). */
export function runningSystem(): System | null {
  const url = process.env.VALETKEY_E2E_URL;
  if (!url) return null;
  return {
    url: url.replace(/\/$/, ''),
    password: process.env.VALETKEY_DEMO_PASSWORD ?? 'correct horse battery staple',
    dataDir: process.env.VALETKEY_E2E_DATA_DIR ?? '',
    logFile: process.env.VALETKEY_E2E_LOG ?? '',
    eventsSecret: process.env.STORAGE_EVENTS_SECRET ?? null,
    handOff: handOffOf(process.env),
    pid: null,
  };
}

async function waitForHealth(
  url: string,
  { exited, timeoutSeconds }: { exited: Promise<number | null>; timeoutSeconds: number },
): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  let code: number | null | undefined;
  void exited.then((value) => {
    code = value;
  });
  let last = 'no answer yet';
  while (Date.now() < deadline) {
    if (code !== undefined) throw new Error(`the system ended with code ${code} before it was healthy`);
    try {
      const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) });
      last = `${response.status} ${await response.text()}`;
      if (response.status === 200) return;
    } catch (error) {
      last = String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`not healthy after ${timeoutSeconds} s: ${last}`);
}

async function end(child: ChildProcess, exited: Promise<unknown>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await exited;
  clearTimeout(timer);
}
