import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from './findTool.ts';
import { ownFilesPrefix } from './ownFiles.ts';

/** What keeps a contained run apart beside its limits. What a platform does not give is shown on the status page. */
export type Walls = {
  /** Its memory is limited by the kernel, and not only by the program's own good will. */
  hasMemoryLimit: boolean;
  /** It has no network, not even this machine's own. */
  hasNoNetwork: boolean;
  /** It sees no other process, and none of its own outlives it. */
  hasOwnProcesses: boolean;
  /** Where it asks for it, it sees no file but the system's programs and its own folder. */
  hasOwnFiles: boolean;
  /** It ends with the worker, whatever ends that one, and gains no rights from any program. */
  endsWithWorker: boolean;
};

/** The walls that hold here, and the commands before a command that put them up. */
export type FoundWalls = {
  walls: Walls;
  prefix: readonly string[];
  /** Hides files as well, for the run of a folder; comes after the prefix. `null` where it is not to be had. */
  hideFiles: ((folder: string, programs?: string) => readonly string[]) | null;
};

const nothing = ['/bin/sh', '-c', 'exit 0'];
/** A healthy machine answers in milliseconds. */
const tryMs = 5_000;

/** Ordered from the most to the least: an ordinary user's machine allows what a container may forbid. */
const namespaces: readonly { args: readonly string[]; hasOwnProcesses: boolean }[] = [
  { args: ['--net', '--pid', '--fork', '--kill-child=KILL', '--mount-proc'], hasOwnProcesses: true },
  { args: ['--net'], hasOwnProcesses: false },
];

async function works(command: readonly string[]): Promise<boolean> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    // Next's types ask for its own variables in every environment; this one is empty on purpose.
    const env = {} as NodeJS.ProcessEnv;
    const child = spawn(program, args, { stdio: 'ignore', timeout: tryMs, killSignal: 'SIGKILL', env });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}

/** Tries what this platform allows, once at the start of a worker. */
export async function findWalls(platform: string = process.platform): Promise<FoundWalls> {
  const isLinux = platform === 'linux';
  const setpriv = isLinux ? findTool('setpriv') : null;
  const guard = setpriv === null ? [] : [setpriv, '--pdeathsig', 'KILL', '--no-new-privs'];
  const endsWithWorker = guard.length > 0 && (await works([...guard, ...nothing]));
  const outer = endsWithWorker ? guard : [];
  // Elsewhere the memory's limit exists and is not held.
  const walls = { hasMemoryLimit: isLinux, endsWithWorker };
  const unshare = isLinux ? findTool('unshare') : null;
  if (unshare !== null) {
    for (const { args, hasOwnProcesses } of namespaces)
      for (const user of [['--user', '--map-current-user'], []]) {
        const prefix = [...outer, unshare, ...user, ...args];
        if (!(await works([...prefix, ...nothing]))) continue;
        const hideFiles = await findHiding(prefix, unshare);
        const hasOwnFiles = hideFiles !== null;
        return { prefix, hideFiles, walls: { ...walls, hasNoNetwork: true, hasOwnProcesses, hasOwnFiles } };
      }
  }
  return {
    prefix: outer,
    hideFiles: null,
    walls: { ...walls, hasNoNetwork: false, hasOwnProcesses: false, hasOwnFiles: false },
  };
}

async function findHiding(prefix: readonly string[], unshare: string): Promise<FoundWalls['hideFiles']> {
  if (findTool('pivot_root') === null || findTool('setpriv') === null) return null;
  const hide = (folder: string, programs?: string) => ownFilesPrefix(unshare, folder, programs);
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-walls-'));
  try {
    return (await works([...prefix, ...hide(folder), ...nothing])) ? hide : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
