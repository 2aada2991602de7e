import { readdir, readFile } from 'node:fs/promises';

/** A process that ends while it is looked at is none. */
const read = (path: string) => readFile(path, 'latin1').catch(() => '');

/** What a process holds that is nobody else's, in bytes. Programs and files that are mapped are shared, and count for nothing. */
async function measureOwn(pid: string): Promise<number> {
  const status = await read(`/proc/${pid}/status`);
  const kibibytes = [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)];
  return kibibytes.reduce((sum, [, amount]) => sum + Number(amount) * 1024, 0);
}

async function findChildren(pid: string): Promise<string[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(threads.map((thread) => read(`/proc/${pid}/task/${thread}/children`)));
  return lists.flatMap((list) => list.split(' ').filter((child) => child !== ''));
}

/**
 * How many processes came of one, itself included, and the memory of them all in bytes. Counting ends above `enough`. Nothing where the
 * kernel is not Linux, or does not tell.
 */
export async function measureProcesses(
  pid: number,
  enough: number,
): Promise<{ processes: number; bytes: number }> {
  const pids = [String(pid)];
  let bytes = 0;
  let processes = 0;
  for (const one of pids) {
    processes += 1;
    if (processes > enough) break;
    const [own, children] = await Promise.all([measureOwn(one), findChildren(one)]);
    bytes += own;
    pids.push(...children);
  }
  return { processes, bytes };
}
