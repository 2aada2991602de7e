import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Where systems and package managers keep programs. */
const usualPath = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin', '/opt/homebrew/bin'].join(
  delimiter,
);

/** Where a program is, by a PATH; `null` when there is none of that name. */
export function findTool(name: string, path = usualPath): string | null {
  for (const directory of path.split(delimiter).filter(isAbsolute)) {
    const file = join(directory, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not there, or not for us: the next folder.
    }
  }
  return null;
}
