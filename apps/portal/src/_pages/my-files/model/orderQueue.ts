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

/** The uploads worth showing, at most `limit` of them; each group in the order its files were added. */
export function orderQueue(uploads: readonly Upload[], limit: number): Upload[] {
  const groups: Upload[][] = [[], [], [], [], []];
  for (const upload of uploads) groups[rank[upload.state]]?.push(upload);
  return groups.flat().slice(0, limit);
}
