// A lock that a process holds by name and start time: it frees itself when its holder is gone, by kill -9 or power loss.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isSameProcess, processStartTime } from './processIdentity.mjs';

/**
 * Takes the lock or names its holder.
 * @param {string} path
 * @param {Readonly<Record<string, unknown>>} note more to write about the holder (never a secret)
 * @returns {{ isHeld: true, release: () => void, holder: null } | { isHeld: false, holder: Record<string, unknown> }}
 */
export function takeLock(path, note = {}) {
  const own = { ...note, pid: process.pid, startTime: processStartTime(process.pid) };
  const candidate = `${path}.${process.pid}`;
  writeFileSync(candidate, `${JSON.stringify(own)}\n`, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (tryLink(candidate, path)) {
        return { isHeld: true, holder: null, release: () => releaseLock(path, own) };
      }
      const holder = readHolder(path);
      if (holder !== null && isSameProcess(holder)) return { isHeld: false, holder };
      setAside(path, holder);
    }
    return { isHeld: false, holder: readHolder(path) ?? { pid: null } };
  } finally {
    rmSync(candidate, { force: true });
  }
}

/** Who holds the lock, whether or not they still live; `null` when nobody does. */
export function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function tryLink(candidate, path) {
  try {
    linkSync(candidate, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead holder's lock. Between our reading it and moving it another start may have taken it: then it goes back. */
function setAside(path, dead) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved !== null && (moved.pid !== dead?.pid || moved.startTime !== dead?.startTime))
    tryLink(aside, path);
  rmSync(aside, { force: true });
}

function releaseLock(path, own) {
  const holder = readHolder(path);
  if (holder?.pid === own.pid && holder.startTime === own.startTime) rmSync(path, { force: true });
}
