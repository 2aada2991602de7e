import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';

const root = resolve(import.meta.dirname, '..');
/** Of every demo account in a benchmark. */
export const password = 'correct horse battery staple';

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Starts the whole system, as `npm start` does, on a data folder of its own, which is gone when it has stopped. */
export async function startPortal(env = {}) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'valetkey-bench-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      VALETKEY_DATA_DIR: dataDirectory,
      PORT: String(port),
      VALETKEY_DEMO_PASSWORD: password,
      LOG_LEVEL: 'error',
      RATE_LIMIT_LIST_ACCOUNT: '1000000',
      ...env,
    },
  });
  const gone = new Promise((done) => child.once('exit', done));
  const stop = async () => {
    child.kill('SIGINT');
    await gone;
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 3_600; attempt += 1) {
    const answer = await fetch(`${url}/api/health`).catch(() => null);
    if (answer?.ok) return { url, dataDirectory, stop };
    if (child.exitCode !== null) throw new Error(`the system ended with code ${child.exitCode}`);
    await new Promise((done) => setTimeout(done, 250));
  }
  await stop();
  throw new Error('the system was not healthy after fifteen minutes');
}

/** Signs in; the cookies as pairs of name and value. */
export async function signIn(url, email) {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`${email} cannot sign in: ${answer.status}`);
  return answer.headers.getSetCookie().map((line) => line.split(';', 1)[0].split('='));
}

/** Logs in to the embedded database of a data folder as the owner of the tables, who alone may leave the triggers out. */
export function openOwnerPool(dataDirectory) {
  const read = (name) => JSON.parse(readFileSync(join(dataDirectory, name), 'utf8'));
  const { databaseOwnerPassword: password } = read('secrets.json');
  const { postgres: port } = read('ports.json');
  return new pg.Pool({
    connectionString: `postgres://valetkey_owner:${encodeURIComponent(password)}@127.0.0.1:${port}/valetkey`,
    max: 2,
  });
}
