import { type ChildProcess, spawn } from 'node:child_process';
import { getPriority } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { ContainmentLimits } from './limits';
import { measureFolder } from './measureFolder';
import { measureProcesses } from './measureProcesses';

/** How a contained run ended. None of these is a fault of ours: what is, is thrown. */
export type ContainedOutcome =
  /** It ended by itself and well. */
  | { kind: 'done'; printed: string }
  /** It took more than it may. */
  | { kind: 'limit'; limit: ContainmentLimit }
  /** It gave up, or broke, over what it was given. The detail is for logs, never for a page. */
  | { kind: 'unreadable'; detail: string }
  /** There is no such program here. */
  | { kind: 'tool_missing' }
  /** It asks for a wall that this platform does not have, and was not run. */
  | { kind: 'not_contained' };

export type ContainmentLimit = 'wall' | 'cpu' | 'memory' | 'processes' | 'output';

export type ContainedCommand = {
  /** Absolute path of the program. */
  program: string;
  args: readonly string[];
  /** Its own folder, which is all it is given. */
  folder: string;
  /** Everything of the environment beside a home and a language. @default nothing */
  env?: Readonly<Record<string, string>>;
  limits: ContainmentLimits;
  /** What puts the walls up, before the command. */
  prefix: readonly string[];
  /** From 0 to 19: how far it stands back behind other processes. */
  niceness: number;
  /** Told every line that it has printed whole, while it runs on. @default nobody is told */
  onLine?: (line: string) => void;
  /** Ends the run; the promise then rejects with the signal's reason. */
  signal: AbortSignal;
};

/** Milliseconds between two looks at the size of the folder and at the processes. */
const lookMs = 200;
/** Streams of a run that has ended are waited for this long: a process that escaped may hold them open. */
const drainMs = 500;
const keptErrorBytes = 2_000;

/*
 * The kernel's limits, then the program. Soft before hard, so that each names itself by its own signal. Blocks of a file are 512
 * bytes in every POSIX shell. The shell stays: the first of its own processes hears no signal, also not that of a limit.
 */
const limitScript = `
cpu=$1 blocks=$2 files=$3 kilobytes=$4 niceness=$5
shift 5
ulimit -S -t "$cpu" && ulimit -H -t "$((cpu + 1))" && ulimit -f "$blocks" && ulimit -n "$files" && ulimit -c 0 || exit 126
[ "$kilobytes" = 0 ] || ulimit -d "$kilobytes" || exit 126
if [ "$niceness" -gt 0 ]; then nice -n "$niceness" "$@"; else "$@"; fi
exit $?
`;

const outOfMemory = /out of memory|allocation failed|cannot allocate|bad_alloc|ENOMEM|memory exhausted/i;

/** Runs one program over a file of a stranger. Whatever that file does to it stays within the run. */
export async function runContained(command: ContainedCommand): Promise<ContainedOutcome> {
  const { program, args, folder, limits, signal } = command;
  signal.throwIfAborted();
  const [outer = '', ...rest] = [
    ...command.prefix,
    '/bin/sh',
    '-c',
    limitScript,
    'sh',
    String(limits.cpuSeconds),
    String(Math.ceil(limits.folderBytes / 512)),
    String(limits.openFiles),
    process.platform === 'linux' ? String(Math.ceil(limits.memoryBytes / 1024)) : '0',
    // Added to what we have ourselves. Here and not from outside, where it would come too late for what has forked already.
    String(Math.max(0, command.niceness - getPriority())),
    program,
    ...args,
  ];
  const child = spawn(outer, rest, {
    cwd: folder,
    env: {
      HOME: folder,
      TMPDIR: folder,
      XDG_CACHE_HOME: folder,
      LANG: 'C.UTF-8',
      PATH: '/usr/bin:/bin',
      ...command.env,
      // Next's types ask for its own variables in every environment.
    } as Readonly<Record<string, string>> as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, which is ended as a whole.
    detached: true,
  });
  return watch(child, command);
}

async function watch(
  child: ChildProcess,
  { folder, limits, onLine, signal }: ContainedCommand,
): Promise<ContainedOutcome> {
  let exceeded: ContainmentLimit | null = null;
  const end = () => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All of it has ended.
    }
  };
  const exceed = (limit: ContainmentLimit) => {
    exceeded ??= limit;
    end();
  };
  const printed: Buffer[] = [];
  let printedBytes = 0;
  const lines = onLine === undefined ? null : splitLines(onLine);
  child.stdout?.on('data', (piece: Buffer) => {
    printedBytes += piece.length;
    if (printedBytes > limits.printedBytes) {
      exceed('output');
      return;
    }
    printed.push(piece);
    lines?.(piece);
  });
  let errors = '';
  child.stderr?.on('data', (piece: Buffer) => {
    errors = (errors + piece.toString('latin1')).slice(-keptErrorBytes);
  });
  const drained = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ended = new Promise<{ code: number | null; killedBy: string | null } | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code, killedBy) => resolve({ code, killedBy }));
  });
  const watching = new AbortController();
  const wall = setTimeout(() => exceed('wall'), limits.wallMs);
  signal.addEventListener('abort', end, { once: true });
  void (async () => {
    while (!watching.signal.aborted) {
      await wait(lookMs, undefined, { signal: watching.signal }).catch(() => {});
      if (watching.signal.aborted || child.pid === undefined) return;
      const { processes, bytes } = await measureProcesses(child.pid, limits.processes);
      if (processes > limits.processes) exceed('processes');
      if (bytes > limits.memoryBytes) exceed('memory');
      if ((await measureFolder(folder, limits.folderBytes)) > limits.folderBytes) exceed('output');
    }
  })();
  const exit = await ended;
  clearTimeout(wall);
  watching.abort();
  signal.removeEventListener('abort', end);
  // What it left behind in its group goes with it.
  end();
  await Promise.race([drained, wait(drainMs, undefined, { ref: false })]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  signal.throwIfAborted();
  if (exceeded !== null) return { kind: 'limit', limit: exceeded };
  if (exit === null) return { kind: 'tool_missing' };
  if (exit.code === 0) {
    const isTooMuch = (await measureFolder(folder, limits.folderBytes)) > limits.folderBytes;
    if (isTooMuch) return { kind: 'limit', limit: 'output' };
    return { kind: 'done', printed: Buffer.concat(printed).toString('utf8') };
  }
  return judge(exit, errors);
}

/** What is left of a line without its end is no line. */
function splitLines(onLine: (line: string) => void): (piece: Buffer) => void {
  let open = '';
  return (piece) => {
    const [first = '', ...rest] = piece.toString('latin1').split('\n');
    open += first;
    for (const next of rest) {
      onLine(open);
      open = next;
    }
  };
}

/** A shell, or what put the walls up, tells a signal as 128 and its number. */
const signalNumbers: Readonly<Record<string, number>> = {
  SIGABRT: 6,
  SIGKILL: 9,
  SIGXCPU: 24,
  SIGXFSZ: 25,
};

function judge(exit: { code: number | null; killedBy: string | null }, errors: string): ContainedOutcome {
  const by = (name: string) => exit.killedBy === name || exit.code === 128 + signalNumbers[name]!;
  if (by('SIGXCPU')) return { kind: 'limit', limit: 'cpu' };
  if (by('SIGXFSZ') || /EFBIG|File too large/i.test(errors)) return { kind: 'limit', limit: 'output' };
  // Nobody else kills it: the kernel did, for want of memory.
  if (by('SIGKILL') || outOfMemory.test(errors)) return { kind: 'limit', limit: 'memory' };
  if (exit.code === 127) return { kind: 'tool_missing' };
  const lines = errors.trim().split('\n');
  const line = lines.find((one) => /error/i.test(one)) ?? lines.at(-1) ?? '';
  return {
    kind: 'unreadable',
    detail: `${exit.killedBy ?? `status ${exit.code}`}: ${line.slice(0, 300)}`,
  };
}
