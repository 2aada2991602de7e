// A process id alone is not an identity: ids are used again. Together with the start time it is one, until the next boot,
// and the boot is part of what we compare.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';

/** When a process started, as an opaque text that is equal only for the same process; `null` when it is gone. */
export function processStartTime(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (process.platform === 'linux' && existsSync('/proc/self/stat')) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is the program's name in brackets and may hold spaces and brackets of its own.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z' || fields[0] === 'X') return null;
      return `${bootId()}:${fields[19]}`;
    } catch {
      return null;
    }
  }
  if (process.platform === 'win32') return isSignalable(pid) ? 'running' : null;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

let cachedBootId;
function bootId() {
  if (cachedBootId === undefined) {
    try {
      cachedBootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8);
    } catch {
      cachedBootId = 'boot';
    }
  }
  return cachedBootId;
}

function isSignalable(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** @param {{ pid: number, startTime: string }} identity */
export function isSameProcess(identity) {
  return identity?.startTime != null && processStartTime(identity.pid) === identity.startTime;
}

/** The working directory of another process, where the system tells. */
export function processDirectory(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/** The process that started another one, or adopted it; `null` when either is gone. */
export function parentProcess(pid) {
  try {
    if (existsSync('/proc/self/stat')) {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    }
    return (
      Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).trim()) || null
    );
  } catch {
    return null;
  }
}

/** The program and arguments of another process, where the system tells; empty text otherwise. */
export function processCommand(pid) {
  try {
    if (existsSync(`/proc/${pid}/cmdline`)) {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/**
 * Ends one process: each signal in turn, waiting after each. Answers whether it is gone.
 * @param {{ pid: number, startTime: string }} identity
 * @param {readonly (readonly [NodeJS.Signals, number])[]} steps signal and the milliseconds to wait after it
 */
export async function endProcess(identity, steps) {
  for (const [signal, waitMilliseconds] of steps) {
    if (!isSameProcess(identity)) return true;
    try {
      process.kill(identity.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
    const deadline = Date.now() + waitMilliseconds;
    while (Date.now() < deadline) {
      if (!isSameProcess(identity)) return true;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  return !isSameProcess(identity);
}
