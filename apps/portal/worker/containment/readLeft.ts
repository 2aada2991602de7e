import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * A file that a contained run left, if it is one, and no more than so many bytes. What leads elsewhere is not followed, and what would
 * never end is not begun.
 */
export async function readLeft(path: string, maxBytes: number): Promise<Buffer | null> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => null,
  );
  if (handle === null) return null;
  try {
    const facts = await handle.stat();
    if (!facts.isFile() || facts.size > maxBytes) return null;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(facts.size), 0, facts.size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
