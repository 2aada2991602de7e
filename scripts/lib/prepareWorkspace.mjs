// Installs and builds this clone, once for all instances that run from it.
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashSources, isStampCurrent, matchesLockfile, writeStamp } from './buildStamp.mjs';
import { readHolder, takeLock } from './fileLock.mjs';
import { isSameProcess, processStartTime } from './processIdentity.mjs';
import { npmCommand, runCommand } from './runCommand.mjs';
import { StartError, saysDiskFull } from './startError.mjs';
import { writeFileAtomically } from './writeFileAtomically.mjs';

const SHARED_SOURCES = ['package.json', 'package-lock.json', 'tsconfig.base.json'];

/** What is built, in order; a build counts as current while its sources, and those of what it needs, are the same. */
const BUILDS = [
  {
    name: 'library',
    workspace: 'valetkey',
    sources: [...SHARED_SOURCES, 'packages/valetkey'],
    outputs: ['packages/valetkey/dist/server/index.js', 'packages/valetkey/dist/cli/main.js'],
  },
  {
    name: 'portal',
    workspace: 'portal',
    sources: [...SHARED_SOURCES, 'packages/valetkey', 'apps/portal'],
    outputs: [
      'apps/portal/.next/BUILD_ID',
      'apps/portal/dist/server.js',
      'apps/portal/dist/worker.js',
      'apps/portal/dist/migrate.js',
      'apps/portal/dist/admin.js',
    ],
  },
];

const stateFolder = (root) => join(root, '.build');

/**
 * Installs when the lockfile changed and builds when sources did. While another instance of this clone runs, its packages
 * and build are used as they are: replacing files under a live server breaks it.
 *
 * @param {{ root: string, progress: ReturnType<typeof import('./progress.mjs').createProgress>, signal?: AbortSignal,
 *   instance: { dataDirectory: string, url: string } | null }} options `instance`: registers us as running from this build
 * @returns {Promise<{ leave: () => void }>}
 */
export async function prepareWorkspace({ root, progress, signal, instance }) {
  if (!isWritable(root)) return prepareReadOnly(root);
  const folder = stateFolder(root);
  mkdirSync(join(folder, 'instances'), { recursive: true });
  const lock = await progress.step('Waiting for another start of this clone to finish building', () =>
    waitForLock(join(folder, 'lock'), signal),
  );
  try {
    const others = liveInstances(root);
    const stale = staleSteps(root);
    if (stale.length > 0 && others.length > 0) {
      const [other] = others;
      // A start may run an older build; a test of one would speak about other sources than those that are there.
      if (instance === null) {
        throw new StartError(
          `An instance of this clone runs (process ${other.pid}, ${other.url ?? 'a worker'}) and the sources changed: stop it first, building under it would break it.`,
        );
      }
      progress.note(
        `Another instance of this clone runs (process ${other.pid}, ${other.url ?? 'a worker'}): its ${stale.map((step) => step.name).join(', ')} stays as it is. Stop it and start again to use the changes.`,
      );
      requireOutputs(root);
    } else {
      for (const step of stale) await runStep(root, step, progress, signal);
      // An install may bring what a build needs: look again.
      for (const step of staleSteps(root)) await runStep(root, step, progress, signal);
    }
    return register(root, instance);
  } finally {
    lock.release();
  }
}

/** The instances that run from this clone now, other than this process. */
export function liveInstances(root) {
  const folder = join(stateFolder(root), 'instances');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => {
      const file = join(folder, name);
      const instance = readHolder(file);
      if (instance !== null && isSameProcess(instance)) return instance;
      rmSync(file, { force: true });
      return null;
    })
    .filter((instance) => instance !== null && instance.pid !== process.pid);
}

function register(root, instance) {
  if (instance === null) return { leave: () => {} };
  const file = join(stateFolder(root), 'instances', `${process.pid}.json`);
  const note = { ...instance, pid: process.pid, startTime: processStartTime(process.pid) };
  writeFileAtomically(file, `${JSON.stringify(note)}\n`);
  return { leave: () => rmSync(file, { force: true }) };
}

async function waitForLock(path, signal) {
  for (;;) {
    signal?.throwIfAborted();
    const lock = takeLock(path);
    if (lock.isHeld) return lock;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function staleSteps(root) {
  const install = isInstallCurrent(root) ? [] : [{ name: 'install' }];
  const builds = BUILDS.filter(
    (build) =>
      !isStampCurrent(
        stampFile(root, build),
        digestOf(root, build),
        build.outputs.map((path) => join(root, path)),
      ),
  );
  return [...install, ...builds];
}

function stampFile(root, { name }) {
  // The stamp of an install lies in what it describes, so removing node_modules removes it.
  return name === 'install'
    ? join(root, 'node_modules', '.valetkey-install')
    : join(stateFolder(root), `${name}.stamp`);
}

function digestOf(root, build) {
  return hashSources(root, build.sources);
}

function lockDigest(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function isInstallCurrent(root) {
  const stamp = stampFile(root, { name: 'install' });
  if (isStampCurrent(stamp, lockDigest(root), [join(root, 'node_modules', '.package-lock.json')]))
    return true;
  const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null);
  const isCurrent = matchesLockfile({
    lock: read(join(root, 'package-lock.json')),
    installed: read(join(root, 'node_modules', '.package-lock.json')),
  });
  if (isCurrent && isWritable(root)) writeStamp(stamp, lockDigest(root));
  return isCurrent;
}

async function runStep(root, step, progress, signal) {
  const isInstall = step.name === 'install';
  const { command, args } = npmCommand();
  const label = isInstall ? 'Installing packages (npm ci)' : `Building the ${step.name}`;
  const npmArguments = isInstall
    ? ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
    : ['run', 'build', '-w', step.workspace, '--silent'];
  // Sources may change while they are built; what counts is what was there before.
  const digest = isInstall ? lockDigest(root) : digestOf(root, step);
  // A production setting would leave out what builds need; colours would end up in our messages.
  const { NODE_ENV: _mode, FORCE_COLOR: _colour, ...environment } = process.env;
  const { code, output } = await progress.step(label, () =>
    runCommand(command, [...args, ...npmArguments], {
      cwd: root,
      env: { ...environment, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
      signal,
    }),
  );
  if (code !== 0) throw stepFailure(label, output, root);
  writeStamp(stampFile(root, step), digest);
}

function stepFailure(label, output, root) {
  if (saysDiskFull(output))
    return new StartError(`The disk that holds ${root} is full: ${label} could not finish.`);
  if (
    /EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ECONNRESET/.test(output) &&
    label.startsWith('Installing')
  ) {
    return new StartError(`${label} failed: the npm registry cannot be reached.\n${lastLines(output, 8)}`);
  }
  return new StartError(`${label} failed:\n${lastLines(output, 40)}`);
}

function lastLines(text, count) {
  return text
    .trim()
    .split('\n')
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n');
}

function isWritable(root) {
  try {
    accessSync(root, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Somebody else's clone: whatever they built is used. */
function prepareReadOnly(root) {
  requireOutputs(root);
  return { leave: () => {} };
}

function requireOutputs(root) {
  const missing = BUILDS.flatMap((build) => build.outputs).filter((path) => !existsSync(join(root, path)));
  if (missing.length === 0 && existsSync(join(root, 'node_modules'))) return;
  throw new StartError(
    `This clone is not built yet (${missing[0] ?? 'node_modules'} is missing) and cannot be built now: run \`npm start\` in it alone, as the user it belongs to.`,
  );
}
