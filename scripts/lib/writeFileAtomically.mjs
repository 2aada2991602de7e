import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Writes the whole file or none of it, readable by its owner only. */
export function writeFileAtomically(path, content, mode = 0o600) {
  const draft = `${path}.${process.pid}.draft`;
  try {
    const file = openSync(draft, 'w', mode);
    try {
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
