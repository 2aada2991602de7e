import type { Upload } from 'valetkey/client';

// What needs a person first, then what moves, then what waits, then what is over.
const rank: Readonly<Record<Upload['state'], number>> = {
  failed: 0,
  uploading: 1,
  finishing: 1,
  paused: 2,
  queued: 3,
  done: 4,
  cancelled: 5,
};

/**
 * The uploads worth showing, at most `limit` of them; each group in the order its files were added. What is done is in the
 * list of files already, so it only fills up the first `doneLimit` rows.
 */
export function orderQueue(
  uploads: readonly Upload[],
  { limit, doneLimit }: { limit: number; doneLimit: number },
): Upload[] {
  const groups: Upload[][] = [[], [], [], [], []];
  for (const upload of uploads) groups[rank[upload.state]]?.push(upload);
  const [done = [], open] = [groups.pop(), groups.flat().slice(0, limit)];
  return [...open, ...done.slice(0, Math.max(0, doneLimit - open.length))];
}
