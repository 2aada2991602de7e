import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders held by this process. On `globalThis`, because a hot reload loads this module a second time. */
const heldKey = Symbol.for('valetkey.testing.s3.lockedFolders');
const shared = globalThis as Record<symbol, Set<string> | undefined>;
const held: Set<string> = shared[heldKey] ?? new Set();
shared[heldKey] = held;

/** What Linux tells of a process; nothing on other systems. */
function statOf(pid: number): { state: string; start: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', start: fields[19] ?? '' };
  } catch {
    return { state: '', start: '' };
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isHeld(text: string): boolean {
  const [pid, start] = text.trim().split(' ');
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0) return false;
  // Our own id without our mark is a lock left behind by an earlier process with the same id (containers).
  if (number === process.pid) return false;
  if (!isAlive(number)) return false;
  const stat = statOf(number);
  // A killed process that nobody has collected yet still answers to signals, and holds nothing.
  if (stat.state === 'Z' || stat.state === 'X') return false;
  // When it began, so that a reused process id is not taken for the one that wrote the lock.
  return !start || stat.start === start;
}

/**
 * Takes the folder for this server alone; returns the function that gives it back.
 *
 * @throws when another server, in this process or another, uses the folder.
 */
export function lockFolder(dir: string): () => void {
  const folder = realpathSync(dir);
  const path = join(folder, 'lock');
  const refuse = (pid: string) =>
    new Error(
      `The folder ${dir} is in use by another S3 server (process ${pid}). Stop it or choose another folder.`,
    );
  if (held.has(folder)) throw refuse(String(process.pid));
  const own = join(folder, `lock.${randomBytes(6).toString('hex')}`);
  writeFileSync(own, `${process.pid} ${statOf(process.pid).start}\n`);
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(own, path);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 5) throw error;
      }
      const owner = readFileSync(path, 'latin1');
      if (isHeld(owner)) throw refuse(owner.split(' ')[0] ?? '?');
      // Moved aside, then looked at again: between our look and our move another server may have taken the folder.
      const aside = `${own}.old`;
      renameSync(path, aside);
      const moved = readFileSync(aside, 'latin1');
      if (moved !== owner && isHeld(moved)) {
        renameSync(aside, path);
        throw refuse(moved.split(' ')[0] ?? '?');
      }
      rmSync(aside, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
  held.add(folder);
  return () => {
    if (held.delete(folder)) rmSync(path, { force: true });
  };
}
