import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of everything below a folder, until they are more than `enough`. What vanishes meanwhile counts for nothing. */
export async function measureFolder(folder: string, enough: number): Promise<number> {
  let total = 0;
  const folders = [folder];
  for (const one of folders) {
    for (const entry of await readdir(one, { withFileTypes: true }).catch(() => [])) {
      const path = join(one, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else total += (await lstat(path).catch(() => null))?.size ?? 0;
      if (total > enough) return total;
    }
  }
  return total;
}
