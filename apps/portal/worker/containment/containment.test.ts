import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContainedProgram, type Containment, createContainment } from './createContainment';
import { findWalls } from './findWalls';
import type { ContainedOutcome } from './runContained';

/*
 * Each limit is met by a program that breaks it on purpose. What comes of it is a word, the time it takes is bounded, and
 * nothing of it is left.
 */

const mib = 1024 ** 2;
let containment: Containment;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'containment-test-'));
  containment = await createContainment({ directory });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const forever = new AbortController().signal;

/** A hostile program, in JavaScript or in the shell's language. */
const script = (text: string): ContainedProgram => ({ program: process.execPath, args: ['-e', text] });
const shell = (text: string): ContainedProgram => ({ program: '/bin/sh', args: ['-c', text] });

function run(program: ContainedProgram, limits: ContainedProgram['limits'] = {}): Promise<ContainedOutcome> {
  return containment.inFolder(forever, (folder) =>
    folder.run({ ...program, limits: { wallMs: 20_000, ...limits } }),
  );
}

describe('a program that takes too much', () => {
  it.each<[string, ContainedProgram, ContainedProgram['limits'], ContainedOutcome]>([
    ['sleeps', shell('sleep 60'), { wallMs: 300 }, { kind: 'limit', limit: 'wall' }],
    [
      'sleeps and hears no signal',
      shell('trap "" TERM INT HUP; sleep 60 & wait'),
      { wallMs: 300 },
      { kind: 'limit', limit: 'wall' },
    ],
    ['computes', shell('while :; do :; done'), { cpuSeconds: 1 }, { kind: 'limit', limit: 'cpu' }],
    [
      'prints',
      script('setInterval(() => process.stdout.write("x".repeat(65536)), 0)'),
      { printedBytes: 200_000 },
      { kind: 'limit', limit: 'output' },
    ],
    [
      'writes one large file',
      shell('exec head -c 100000000 /dev/zero > large'),
      { folderBytes: 10 * mib },
      { kind: 'limit', limit: 'output' },
    ],
    [
      'writes many small files',
      shell('i=0; while :; do i=$((i + 1)); head -c 2000000 /dev/zero > "$i"; done'),
      { folderBytes: 10 * mib },
      { kind: 'limit', limit: 'output' },
    ],
    [
      'writes many small files at once and ends well',
      shell('for i in 1 2 3 4 5 6; do head -c 2000000 /dev/zero > "$i"; done'),
      { folderBytes: 10 * mib },
      { kind: 'limit', limit: 'output' },
    ],
  ])('%s', async (_name, program, limits, outcome) => {
    expect(await run(program, limits)).toEqual(outcome);
  });

  it.runIf(process.platform === 'linux')('fills its memory', async () => {
    const greedy = script('const all = []; for (;;) all.push(Buffer.alloc(16 * 1024 * 1024, 1));');
    const { rss } = process.memoryUsage();
    expect(await run(greedy, { memoryBytes: 400 * mib })).toEqual({ kind: 'limit', limit: 'memory' });
    expect(process.memoryUsage().rss - rss).toBeLessThan(100 * mib);
  });

  it.runIf(process.platform === 'linux')('shares its memory out among many processes', async () => {
    const child =
      'const all = []; for (let i = 0; i < 6; i += 1) all.push(Buffer.alloc(16 * 1024 * 1024, 1)); setInterval(() => {}, 1e3)';
    const many = script(
      `for (let i = 0; i < 8; i += 1) require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}])`,
    );
    expect(await run(many, { memoryBytes: 400 * mib, wallMs: 60_000 })).toEqual({
      kind: 'limit',
      limit: 'memory',
    });
  });

  it.runIf(process.platform === 'linux')('starts more processes than anybody needs', async () => {
    const many = shell('for i in 1 2 3 4 5 6 7 8 9 10; do sleep 60 & done; wait');
    expect(await run(many, { processes: 8, wallMs: 60_000 })).toEqual({ kind: 'limit', limit: 'processes' });
  });

  it('opens everything it can', async () => {
    const opening = script('const fs = require("fs"); for (;;) fs.openSync(process.execPath)');
    expect(await run(opening)).toMatchObject({
      kind: 'unreadable',
      detail: expect.stringContaining('EMFILE'),
    });
  });
});

describe('a program that breaks', () => {
  it.each<[string, ContainedProgram, ContainedOutcome | object]>([
    ['gives up', shell('echo "no image" >&2; exit 3'), { kind: 'unreadable', detail: 'status 3: no image' }],
    ['crashes', shell('kill -SEGV $$'), { kind: 'unreadable' }],
    ['is not there', { program: '/no/such/tool', args: [] }, { kind: 'tool_missing' }],
  ])('%s', async (_name, program, outcome) => {
    expect(await run(program)).toMatchObject(outcome);
  });
});

describe('a program that looks around', () => {
  it('finds nothing of ours in its environment', async () => {
    process.env.CANARY_SECRET = 'canary';
    try {
      const outcome = await run(shell('env; cat /proc/*/environ 2>/dev/null | tr "\\0" "\\n"; true'));
      const { printed } = outcome as { printed: string };
      expect(printed).toContain('HOME=');
      if (containment.walls.hasOwnProcesses) expect(printed).not.toContain('canary');
      expect(printed.match(/^[A-Z_]+(?==)/gm)).not.toContain('DATABASE_URL');
    } finally {
      delete process.env.CANARY_SECRET;
    }
  });

  it('reaches nobody', async ({ skip }) => {
    if (!containment.walls.hasNoNetwork) skip('this platform does not let us take the network away');
    let connections = 0;
    const canary = createServer(() => {
      connections += 1;
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const { port } = canary.address() as { port: number };
    const outcome = await run(
      script(`require("net").connect(${port}, "127.0.0.1").on("error", (e) => console.log(e.code))`),
    );
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(connections).toBe(0);
    canary.close();
  });

  it('leaves no process behind, not even one that hides in a session of its own', async ({ skip }) => {
    if (!containment.walls.hasOwnProcesses) skip('this platform gives no processes of one’s own');
    const witness = join(directory, 'witness');
    const outcome = await run(
      shell(`(setsid sh -c 'sleep 1; touch ${witness}' >/dev/null 2>&1 &) ; sleep 0.1; echo gone`),
    );
    expect(outcome).toEqual({ kind: 'done', printed: 'gone\n' });
    await wait(1_300);
    expect(existsSync(witness)).toBe(false);
  });
});

describe('a program that asks for files of its own', () => {
  const look = async (text: string, ownFiles: NonNullable<ContainedProgram['ownFiles']> = {}) => {
    const outcome = await containment.inFolder(forever, async (folder) => {
      await writeFile(join(folder.path, 'input'), 'in');
      const ran = await folder.run({ ...shell(text), ownFiles, limits: { cpuSeconds: 1 } });
      return { ...ran, left: await readdir(folder.path), kept: await folder.has('kept') };
    });
    return outcome as { kind: string; printed: string; limit?: string; left: string[]; kept: boolean };
  };

  it('has its folder and the system’s programs, and nothing that is ours', async ({ skip }) => {
    if (!containment.walls.hasOwnFiles) skip('this platform does not let us hide files');
    const secret = join(directory, 'secret');
    await writeFile(secret, 'secret');
    try {
      const { printed, left, kept } = await look(
        `pwd; cat input; echo; cat ${secret} /etc/passwd ${process.cwd()}/package.json /proc/1/root${secret} /proc/*/cwd${secret} 2>/dev/null;
         echo x >kept; ls /; ls -A /home /root 2>/dev/null; touch /usr/bin/x /x 2>/dev/null || echo 'read only'`,
      );
      const [folder, input, ...rest] = printed.trim().split('\n');
      expect([folder, input, rest.at(-1)]).toEqual(['/tmp', 'in', 'read only']);
      const known = ['bin', 'dev', 'etc', 'lib', 'lib32', 'lib64', 'proc', 'sbin', 'tmp', 'usr', 'var'];
      expect(rest.slice(0, -1).filter((name) => !known.includes(name))).toEqual([]);
      expect([left.sort(), kept]).toEqual([['input', 'kept'], true]);
    } finally {
      await rm(secret);
    }
  });

  it('has what it needs beside them', async ({ skip }) => {
    if (!containment.walls.hasOwnFiles) skip('this platform does not let us hide files');
    // Of every system, and not of those that are shown in any case.
    const ofSystem = (await readdir('/var/lib')).sort().join('\n');
    expect((await look('ls -A /var/lib | LC_ALL=C sort', { programs: '/var/lib' })).printed.trim()).toBe(
      ofSystem,
    );
    expect(await look('ls /var/lib')).toMatchObject({ kind: 'unreadable' });
    // What would be in the place of its folder stays out of sight.
    expect((await look('ls', { programs: directory })).printed).toBe('input\n');
  });

  it('has no rights to take the walls down, and keeps to the limits', async ({ skip }) => {
    if (!containment.walls.hasOwnFiles) skip('this platform does not let us hide files');
    const { printed } = await look(
      'grep -c "^Cap.*:.0*$" /proc/self/status; mount -t tmpfs none /tmp 2>&1; umount /usr/bin 2>&1; true',
    );
    expect(printed).toMatch(/^5\n.*(permission denied|must be superuser|not permitted)/is);
    expect(await look('while :; do :; done')).toMatchObject({ kind: 'limit', limit: 'cpu' });
  });
});

it('a run ends with the worker, whatever ends that one', async ({ skip }) => {
  const { prefix, walls } = await findWalls();
  if (!walls.endsWithWorker) skip('this platform does not tell a process that its parent has died');
  const witness = join(directory, 'survivor');
  const command = [...prefix, '/bin/sh', '-c', `sleep 1; touch ${witness}`];
  const worker = spawn('/bin/sh', ['-c', '"$@" & wait', 'sh', ...command], { stdio: 'ignore' });
  await wait(300);
  worker.kill('SIGKILL');
  await wait(1_200);
  expect(existsSync(witness)).toBe(false);
});

it('a run that nobody waits for stands back, and one that somebody does does not', async () => {
  const tell = script('console.log(os.getPriority())');
  const own = await run(tell);
  expect(own).toEqual({ kind: 'done', printed: `${getPriority()}\n` });
  const behind = await containment.behind.inFolder(forever, (folder) => folder.run(tell));
  expect(behind).toEqual({ kind: 'done', printed: `${Math.max(getPriority(), 5)}\n` });
});

describe('a folder', () => {
  it('hands one file on, and nothing else that a program left in it', async () => {
    const secret = join(directory, 'secret');
    await writeFile(secret, 'secret');
    const keep = (text: string) =>
      containment.inFolder(forever, async (folder) => {
        await folder.run(
          shell(
            `ln -s ${secret} page-1.jpg; ln -s ${directory} all; mkdir -p deep/er; echo >deep/x; ${text}`,
          ),
        );
        const isKept = await folder.keepOnly('out');
        return [isKept, await readdir(folder.path)];
      });
    try {
      expect(await keep('echo well >out')).toEqual([true, ['out']]);
      expect(await keep(`ln -s ${secret} out`)).toEqual([false, []]);
      expect(await keep('mkdir out')).toEqual([false, []]);
      expect(await keep(':')).toEqual([false, []]);
      // What was led to is as it was.
      expect(await readFile(secret, 'utf8')).toBe('secret');
    } finally {
      await rm(secret);
    }
  });

  it('is there for the work only, and goes also when the work fails', async () => {
    let path = '';
    const work = containment.inFolder(forever, async (folder) => {
      path = folder.path;
      await writeFile(join(path, 'in'), 'text');
      expect(await folder.run(shell('cat in'))).toEqual({ kind: 'done', printed: 'text' });
      throw new Error('broken');
    });
    await expect(work).rejects.toThrow('broken');
    expect(existsSync(path)).toBe(false);
  });

  it('is left when the worker stops, with its program ended', async () => {
    const stopping = new AbortController();
    const work = containment.inFolder(stopping.signal, (folder) => {
      setTimeout(() => stopping.abort(new Error('stopping')), 100);
      return folder.run(shell('sleep 60'));
    });
    await expect(work).rejects.toThrow('stopping');
    expect(await readdir(directory)).toEqual([]);
  });
});

it('what one run does is nothing to another that runs beside it', async () => {
  const outcomes = await Promise.all([
    run(shell('while :; do :; done'), { cpuSeconds: 1 }),
    run(shell('kill -KILL 0')),
    run(shell('sleep 1.2; echo well')),
  ]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['limit', 'limit', 'done']);
});

it('works without walls where a platform has none, and says so', async () => {
  const bare = await createContainment({
    directory,
    findWalls: async () => ({
      prefix: [],
      hideFiles: null,
      walls: {
        hasMemoryLimit: false,
        hasNoNetwork: false,
        hasOwnProcesses: false,
        hasOwnFiles: false,
        endsWithWorker: false,
      },
    }),
  });
  expect(bare.walls.hasNoNetwork).toBe(false);
  const outcome = await bare.inFolder(forever, (folder) =>
    folder.run({ ...shell('sleep 60 & sleep 60'), limits: { wallMs: 200 } }),
  );
  expect(outcome).toEqual({ kind: 'limit', limit: 'wall' });
  const hidden = await bare.inFolder(forever, (folder) => folder.run({ ...shell('echo run'), ownFiles: {} }));
  expect(hidden).toEqual({ kind: 'not_contained' });
});
