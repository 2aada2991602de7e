// One Node process of the system: portal, worker or store.
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { StartError, saysDiskFull } from './startError.mjs';

const LARGEST_LOG_BYTES = 16 * 1024 * 1024;
const EXIT_WITH_PARENT = new URL('./exitWithParent.mjs', import.meta.url).href;

/**
 * Starts the process and waits until it is usable.
 * @param {{ name: string, entry: string, args?: readonly string[], env: Record<string, string>, cwd: string, logFile: string,
 *   isReady: (signal: AbortSignal) => Promise<boolean>, readyMilliseconds?: number, stopMilliseconds?: number, signal?: AbortSignal,
 *   onSpawn?: (pid: number) => void, onMessage?: (message: unknown) => void }} options
 *   `isReady`: asked again and again until it says true
 */
export async function startNodeProcess({
  name,
  entry,
  args = [],
  env,
  cwd,
  logFile,
  isReady,
  readyMilliseconds = 60_000,
  stopMilliseconds = 10_000,
  signal,
  onSpawn,
  onMessage,
}) {
  signal?.throwIfAborted();
  rotate(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const logStart = fstatSync(log).size;
  const child = spawn(process.execPath, ['--import', EXIT_WITH_PARENT, entry, ...args], {
    cwd,
    env,
    // Straight into the file: a process must not stumble over a pipe that its dead supervisor no longer reads.
    stdio: ['ignore', log, log, 'ipc'],
    // Its own process group: Ctrl-C at the terminal must reach the supervisor only, which stops things in order.
    detached: true,
  });
  closeSync(log);
  let ended = null;
  const exited = new Promise((settle) => {
    child.once('error', (error) => settle({ code: null, signal: null, error }));
    child.once('exit', (code, exitSignal) => settle({ code, signal: exitSignal, error: null }));
  }).then((result) => {
    ended = result;
    return result;
  });
  child.on('message', (message) => onMessage?.(message));
  if (child.pid !== undefined) onSpawn?.(child.pid);
  const stop = () => stopProcess(child, exited, stopMilliseconds);
  const deadline = Date.now() + readyMilliseconds;
  try {
    while (ended === null) {
      signal?.throwIfAborted();
      const attempt = AbortSignal.any([AbortSignal.timeout(5_000), ...(signal ? [signal] : [])]);
      if (await isReady(attempt).catch(() => false)) {
        return { pid: child.pid, exited, stop, child };
      }
      if (Date.now() > deadline) {
        throw new StartError(
          `The ${name} did not become ready in ${readyMilliseconds / 1000} s. Its log ends:\n${indent(readFrom(logFile, logStart))}`,
        );
      }
      await new Promise((next) => setTimeout(next, 50));
    }
    throw endedEarly(name, ended, readFrom(logFile, logStart));
  } catch (error) {
    await stop();
    throw error;
  }
}

function endedEarly(name, ended, log) {
  if (saysDiskFull(log))
    return new StartError(`The disk is full: the ${name} could not start.\n${indent(log)}`);
  const how = ended.error?.message ?? (ended.signal ? `signal ${ended.signal}` : `exit ${ended.code}`);
  return new StartError(`The ${name} ended while starting (${how}):\n${indent(log)}`);
}

function indent(text) {
  return text
    .trim()
    .split('\n')
    .slice(-15)
    .map((line) => `    ${line.slice(0, 500)}`)
    .join('\n');
}

function readFrom(file, start) {
  return readFileSync(file).subarray(start).subarray(-8_000).toString();
}

function rotate(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats || stats.size < LARGEST_LOG_BYTES) return;
  rmSync(`${file}.1`, { force: true });
  renameSync(file, `${file}.1`);
}

async function stopProcess(child, exited, stopMilliseconds) {
  const within = (milliseconds) =>
    Promise.race([
      exited.then(() => true),
      new Promise((next) => setTimeout(() => next(false), milliseconds).unref()),
    ]);
  for (const [stopSignal, milliseconds] of [
    ['SIGTERM', stopMilliseconds],
    ['SIGKILL', 5_000],
  ]) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(stopSignal);
    if (await within(milliseconds)) return;
  }
}

/** Whether anything answers HTTP at this address. */
export async function answersHttp(url, signal) {
  const response = await fetch(url, { signal, redirect: 'manual' });
  await response.body?.cancel();
  return true;
}
