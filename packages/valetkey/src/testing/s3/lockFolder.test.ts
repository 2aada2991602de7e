import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './lockFolder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('lockFolder', () => {
  it('gives a folder to one server, and to the next when that one is done', () => {
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(/in use by another S3 server/);
    unlock();
    lockFolder(folder)();
  });

  it('refuses a folder that a living process holds', async () => {
    const holder = spawn('sleep', ['60']);
    try {
      await once(holder, 'spawn');
      writeFileSync(join(folder, 'lock'), `${holder.pid} \n`);
      expect(() => lockFolder(folder)).toThrow(`process ${holder.pid}`);
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it.runIf(process.platform === 'linux')(
    'takes over from a killed process that its parent has not collected (seen after kill -9 of everything)',
    async () => {
      // The shell becomes a program that never asks after the child it had as a shell.
      const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
      try {
        const [line] = (await once(parent.stdout, 'data')) as [Buffer];
        const zombie = Number(line.toString());
        await expect
          .poll(() => readFileSync(`/proc/${zombie}/stat`, 'latin1').split(') ')[1]?.[0], { timeout: 10_000 })
          .toBe('Z');
        writeFileSync(join(folder, 'lock'), `${zombie} \n`);
        lockFolder(folder)();
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );
});
