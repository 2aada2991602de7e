// A whole Valet Key of a test's own, started as a person starts it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSameProcess } from '../lib/processIdentity.mjs';

const SCRIPTS = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What `npm start` says and how it ends; `ready` settles with its last line of a good start, or rejects with its output. */
export function runStart({ dataDirectory, port, environment = {}, args = [] }) {
  const env = {
    ...process.env,
    VALETKEY_STOP_WITH_PARENT: '1',
    VALETKEY_DATA_DIR: dataDirectory,
    PORT: String(port),
  };
  delete env.npm_lifecycle_event;
  const child = spawn(process.execPath, [join(SCRIPTS, 'start.mjs'), ...args], {
    env: { ...env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let tell = () => {};
  const changed = (text) => {
    output += text;
    tell();
  };
  child.stdout.setEncoding('utf8').on('data', changed);
  child.stderr.setEncoding('utf8').on('data', changed);
  const ended = new Promise((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, output })),
  );
  const ready = new Promise((resolve, reject) => {
    tell = () => {
      const line = /^READY .*$/m.exec(output);
      if (line) resolve(line[0]);
    };
    ended.then(() => reject(new Error(`It ended before it was ready:\n${output}`)));
  });
  ready.catch(() => {});
  return {
    ready,
    ended,
    pid: child.pid,
    output: () => output,
    url: `http://localhost:${port}`,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** The processes of an instance, as it wrote them down: `{ postgres: { pid, startTime }, ... }`. */
export function readParts(dataDirectory) {
  return JSON.parse(readFileSync(join(dataDirectory, 'instance.json'), 'utf8')).parts;
}

/** Kills one part and waits until another process has taken its place. */
export async function killPart(dataDirectory, name) {
  const before = readParts(dataDirectory)[name];
  process.kill(before.pid, 'SIGKILL');
  await until(`${name} runs again`, () => {
    const now = readParts(dataDirectory)[name];
    return now !== undefined && now.pid !== before.pid && isSameProcess(now);
  });
}

/** Waits for what must come to be true; fails after a minute. */
export async function until(what, condition) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (await Promise.resolve(condition()).catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`Waited a minute in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function untilHealthy(url) {
  await until(`${url} is healthy`, async () => {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(10_000) });
    await response.body?.cancel();
    return response.status === 200;
  });
}
