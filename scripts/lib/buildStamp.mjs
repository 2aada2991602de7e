// Which installs and builds are up to date, told from content, so that neither a checkout nor a copy fools it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { writeFileAtomically } from './writeFileAtomically.mjs';

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', '.next', 'coverage', 'test-results', 'test']);
const SKIPPED_FILES = /\.test\.[cm]?[jt]sx?$|\.tsbuildinfo$|^next-env\.d\.ts$|\.md$/;

/** A digest of every file below the paths, by name and content; tests and outputs do not count. */
export function hashSources(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of listFiles(join(root, path))) {
      hash.update(`${relative(root, file).split(sep).join('/')}\0`);
      hash.update(readFileSync(file));
      hash.update('\0');
    }
  }
  return hash.digest('hex');
}

function listFiles(path) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  const files = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name))
      files.push(...listFiles(join(path, entry.name)));
    else if (entry.isFile() && !SKIPPED_FILES.test(entry.name)) files.push(join(path, entry.name));
  }
  return files;
}

/** @param {string} file where the stamp is kept @param {string} digest @param {readonly string[]} outputs what must exist */
export function isStampCurrent(file, digest, outputs) {
  return (
    existsSync(file) &&
    readFileSync(file, 'utf8').trim() === digest &&
    outputs.every((path) => existsSync(path))
  );
}

export function writeStamp(file, digest) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomically(file, `${digest}\n`, 0o644);
}

/**
 * Whether node_modules holds what the lockfile asks for: our stamp says so, or npm's own record of its last install does.
 * @param {{ lock: { packages: Record<string, object> }, installed: { packages: Record<string, object> } | null }} input
 */
export function matchesLockfile({ lock, installed }) {
  if (installed === null) return false;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const found = installed.packages[path];
    if (found === undefined)
      return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return found.version === wanted.version && (wanted.link ?? false) === (found.link ?? false);
  });
}
