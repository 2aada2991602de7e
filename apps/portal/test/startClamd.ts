import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eicar } from './makeArchive.ts';

export type Clamd = {
  socketPath: string;
  /** What it takes of one file, in bytes. */
  maxBytes: number;
  stop: () => Promise<void>;
};

const MiB = 1024 * 1024;

/** Where clamd is on this machine; `null` where it is not. */
export function findClamd(): string | null {
  return ['/usr/sbin/clamd', '/usr/local/sbin/clamd', '/opt/homebrew/sbin/clamd'].find(existsSync) ?? null;
}

/**
 * A real clamd of the test's own, on a socket in a folder of its own, that knows one signature: the test virus. The signatures of
 * the project come from the internet, and tests do not.
 */
export async function startClamd({
  maxMiB = 8,
  settings = ['AlertEncrypted yes', 'AlertExceedsMax yes'],
}: {
  maxMiB?: number;
  settings?: readonly string[];
} = {}): Promise<Clamd> {
  const binary = findClamd();
  if (binary === null) throw new Error('clamd is not installed');
  const folder = await mkdtemp(path.join(tmpdir(), 'valetkey-clamd-'));
  const socketPath = path.join(folder, 'clamd.sock');
  const database = path.join(folder, 'signatures');
  await mkdir(database);
  await chmod(folder, 0o755);
  // A name, any kind of file, anywhere in it, and the bytes.
  await writeFile(path.join(database, 'test.ndb'), `Test.Eicar:0:*:${eicar().toString('hex')}\n`);
  const config = path.join(folder, 'clamd.conf');
  await writeFile(
    config,
    [
      `LocalSocket ${socketPath}`,
      `DatabaseDirectory ${database}`,
      `TemporaryDirectory ${folder}`,
      'Foreground yes',
      'MaxThreads 2',
      'MaxRecursion 8',
      `StreamMaxLength ${maxMiB}M`,
      `MaxFileSize ${maxMiB}M`,
      `MaxScanSize ${2 * maxMiB}M`,
      ...settings,
      '',
    ].join('\n'),
  );
  const child = spawn(binary, ['--config-file', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      printed += piece.toString();
    });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  async function stop() {
    child.kill();
    await exited;
    await rm(folder, { recursive: true, force: true });
  }
  const deadline = Date.now() + 30_000;
  while (!(await canConnect(socketPath))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`clamd did not start: ${printed}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { socketPath, maxBytes: maxMiB * MiB, stop };
}

function canConnect(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
