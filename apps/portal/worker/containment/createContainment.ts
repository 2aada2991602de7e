import { lstat, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findWalls, type Walls } from './findWalls';
import { type ContainmentLimits, defaultLimits } from './limits';
import { type ContainedOutcome, runContained } from './runContained';

/** What is run on a stranger's file, and how much of this machine it may take. */
export type ContainedProgram = {
  /** Absolute path. */
  program: string;
  args: readonly string[];
  /** @default defaultLimits */
  limits?: Partial<ContainmentLimits>;
  env?: Readonly<Record<string, string>>;
  /**
   * It sees no file but the system's programs and its folder, which is `/tmp` to it; where this platform does not give that, it is not run.
   * For programs that open what a file names.
   *
   * @default it sees what the worker sees
   */
  ownFiles?: { /** A folder of programs beside the system's. */ programs?: string };
  /** Told every line that it has printed whole, while it runs on. @default nobody is told */
  onLine?: (line: string) => void;
};

/** A folder for one file of a stranger and for what is made of it; gone with the work that asked for it. */
export type ContainedFolder = {
  path: string;
  /** Whether there is a file of that name in it. */
  has: (file: string) => Promise<boolean>;
  /**
   * Removes everything but one file. `false`, with nothing left, where that is no file but a link, for example: a program that was kept from our
   * files must not name one for the next program, which is not.
   */
  keepOnly: (file: string) => Promise<boolean>;
  /** Runs one program in the folder. */
  run: (program: ContainedProgram) => Promise<ContainedOutcome>;
};

/** Where strangers' files are parsed: in child processes that have limits, no secrets, and a folder of their own. */
export type Containment = {
  walls: Walls;
  /** Gives `work` a new folder, and removes it afterwards whatever happened. */
  inFolder: <Result>(
    signal: AbortSignal,
    work: (folder: ContainedFolder) => Promise<Result>,
  ) => Promise<Result>;
  /** The same for work that nobody looks at a list for: it takes what the rest leaves of the processors. */
  behind: Pick<Containment, 'inFolder'>;
};

export type ContainmentOptions = {
  /** Where folders are made. @default the system's folder for temporary files */
  directory?: string;
  /** @default what {@link findWalls} finds */
  findWalls?: typeof findWalls;
};

/** What names begin with of all that a worker puts into the system's folder for temporary files. */
export const temporaryPrefix = 'valetkey-contained-';
/** A third of a processor's time where somebody else wants it too, and all of it where nobody does. */
const backgroundNiceness = 5;
/** No run is as long as this, so such a folder is a dead worker's. */
const staleMs = 6 * 60 * 60 * 1000;

/** Finds out what this platform allows, and removes what dead workers left. */
export async function createContainment(options: ContainmentOptions = {}): Promise<Containment> {
  const { directory = tmpdir() } = options;
  await removeStale(directory);
  const found = await (options.findWalls ?? findWalls)();
  const inFolderAt =
    (niceness: number): Containment['inFolder'] =>
    async (signal, work) => {
      signal.throwIfAborted();
      const path = await mkdtemp(join(directory, temporaryPrefix));
      try {
        return await work({
          path,
          has: async (file) => (await stat(join(path, file)).catch(() => null))?.isFile() === true,
          keepOnly: (file) => keepOnly(path, file),
          run: async ({ limits, ownFiles, ...program }) => {
            const hiding = ownFiles === undefined ? [] : found.hideFiles?.(path, ownFiles.programs);
            if (hiding === undefined) return { kind: 'not_contained' };
            return runContained({
              ...program,
              folder: path,
              limits: { ...defaultLimits, ...limits },
              prefix: [...found.prefix, ...hiding],
              niceness,
              signal,
            });
          },
        });
      } finally {
        await rm(path, { recursive: true, force: true, maxRetries: 3 });
      }
    };
  return {
    walls: found.walls,
    inFolder: inFolderAt(0),
    behind: { inFolder: inFolderAt(backgroundNiceness) },
  };
}

async function keepOnly(folder: string, kept: string): Promise<boolean> {
  const facts = await lstat(join(folder, kept)).catch(() => null);
  const isFile = facts?.isFile() === true;
  for (const name of await readdir(folder))
    if (name !== kept || !isFile) await rm(join(folder, name), { recursive: true, force: true });
  return isFile;
}

async function removeStale(directory: string): Promise<void> {
  const oldest = Date.now() - staleMs;
  for (const name of await readdir(directory)) {
    if (!name.startsWith(temporaryPrefix)) continue;
    const path = join(directory, name);
    const facts = await stat(path).catch(() => null);
    // Another user's is not ours to remove.
    if (facts !== null && facts.mtimeMs < oldest)
      await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
