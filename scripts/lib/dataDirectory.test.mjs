import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endLeftovers, loadPorts, loadSecrets, openDataDirectory, recordInstance } from './dataDirectory.mjs';
import { takeLock } from './fileLock.mjs';
import { portProblem } from './ports.mjs';
import { isSameProcess, processStartTime } from './processIdentity.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function sleeper(script = 'setInterval(() => {}, 1000)') {
  const child = spawn(process.execPath, ['-e', `${script}; console.log('up')`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  const up = new Promise((resolve) => child.stdout.once('data', resolve));
  return { child, ended, up };
}

describe('takeLock', () => {
  test('a living holder keeps it and is named', async () => {
    const path = join(folder, 'lock');
    const { child, ended, up } = sleeper();
    await up;
    writeFileSync(
      path,
      JSON.stringify({ pid: child.pid, startTime: processStartTime(child.pid), url: 'here' }),
    );
    expect(takeLock(path)).toMatchObject({ isHeld: false, holder: { pid: child.pid, url: 'here' } });
    child.kill('SIGKILL');
    await ended;
    const lock = takeLock(path);
    expect(lock.isHeld).toBe(true);
    lock.release();
    expect(existsSync(path)).toBe(false);
  });

  test("a process that got a dead one's id does not hold its lock", () => {
    const path = join(folder, 'lock');
    writeFileSync(path, JSON.stringify({ pid: process.pid, startTime: 'another:1' }));
    expect(takeLock(path).isHeld).toBe(true);
  });

  test.each(['', '{', 'null', '[]'])("a damaged lock (%j) is nobody's", (content) => {
    const path = join(folder, 'lock');
    writeFileSync(path, content);
    expect(takeLock(path).isHeld).toBe(true);
  });

  test('of many that find a stale lock at once, one gets it', async () => {
    const path = join(folder, 'lock');
    writeFileSync(path, JSON.stringify({ pid: 999_999_9, startTime: 'gone:1' }));
    const script = `
      import { takeLock } from ${JSON.stringify(new URL('./fileLock.mjs', import.meta.url).href)};
      console.log(takeLock(${JSON.stringify(path)}).isHeld);
      process.stdin.resume();
      process.stdin.on('end', () => process.exit());`;
    const starts = Array.from({ length: 8 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const said = new Promise((resolve) =>
        child.stdout.once('data', (data) => resolve(String(data).trim())),
      );
      return { child, said, ended: new Promise((resolve) => child.once('exit', resolve)) };
    });
    const answers = await Promise.all(starts.map(({ said }) => said));
    for (const { child } of starts) child.stdin.end();
    await Promise.all(starts.map(({ ended }) => ended));
    expect(answers.filter((answer) => answer === 'true')).toHaveLength(1);
  });
});

describe('openDataDirectory', () => {
  test('is open to its owner only, and to one instance', () => {
    const path = join(folder, 'a', 'b');
    const directory = openDataDirectory(path, { url: 'http://localhost:1' });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(() => openDataDirectory(path, {})).toThrow(/in use by a running instance .*http:\/\/localhost:1/);
    directory.release();
    openDataDirectory(path, {}).release();
  });

  test('says so when the path is a file', () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    expect(() => openDataDirectory(path, {})).toThrow('VALETKEY_DATA_DIR');
  });

  test('says so when nothing can be made there', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => openDataDirectory(join(folder, 'file', 'data'), {})).toThrow('VALETKEY_DATA_DIR');
  });
});

describe('loadSecrets', () => {
  test('are made once and readable by their owner only', () => {
    const first = loadSecrets(folder);
    expect(loadSecrets(folder)).toEqual(first);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
    expect(first.demoPassword).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    expect(first.authSecret.length).toBeGreaterThanOrEqual(32);
  });

  test('keep what an older release made and add what it did not know', () => {
    writeFileSync(join(folder, 'secrets.json'), '{"authSecret":"old"}');
    expect(loadSecrets(folder)).toMatchObject({ authSecret: 'old', s3AccessKeyId: expect.any(String) });
  });

  test('are never made anew beside a database that needs the old ones', () => {
    mkdirSync(join(folder, 'postgres'));
    expect(() => loadSecrets(folder)).toThrow('secrets.json is missing');
    expect(existsSync(join(folder, 'secrets.json'))).toBe(false);
  });

  test('a damaged file is reported, not replaced', () => {
    writeFileSync(join(folder, 'secrets.json'), '{');
    expect(() => loadSecrets(folder)).toThrow('not readable JSON');
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toBe('{');
  });
});

describe('loadPorts', () => {
  test('remembers them, and moves the one that somebody took', async () => {
    const { ports, moved } = await loadPorts(folder, ['postgres', 's3'], []);
    expect(moved).toEqual([]);
    expect(ports.postgres).not.toBe(ports.s3);
    expect(await loadPorts(folder, ['postgres', 's3'], [])).toEqual({ ports, moved: [] });
    const squatter = createServer();
    await new Promise((resolve) => squatter.listen(ports.s3, '127.0.0.1', resolve));
    const again = await loadPorts(folder, ['postgres', 's3'], []);
    expect(again.ports.postgres).toBe(ports.postgres);
    expect(again.moved).toEqual([{ name: 's3', from: ports.s3, to: again.ports.s3 }]);
    await new Promise((resolve) => squatter.close(resolve));
  });

  test('never hands out a port that is spoken for', async () => {
    writeFileSync(join(folder, 'ports.json'), '{"s3":4321}');
    const { ports } = await loadPorts(folder, ['s3'], [4321]);
    expect(ports.s3).not.toBe(4321);
  });

  test('sees a port that is taken on one loopback address only', async () => {
    const squatter = createServer();
    await new Promise((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    expect(await portProblem(squatter.address().port)).toBe('EADDRINUSE');
    await new Promise((resolve) => squatter.close(resolve));
  });
});

describe('endLeftovers', () => {
  test('ends what an earlier start recorded, and nothing that only has its process id', async () => {
    const mine = sleeper();
    const stubborn = sleeper('process.on("SIGTERM", () => process.exit(7)); setInterval(() => {}, 1000)');
    const other = sleeper();
    await Promise.all([mine.up, stubborn.up, other.up]);
    recordInstance(folder, { url: '', parts: { portal: mine.child.pid, s3: stubborn.child.pid } });
    const note = JSON.parse(readFileSync(join(folder, 'instance.json'), 'utf8'));
    note.parts.worker = { pid: other.child.pid, startTime: 'an:earlier one' };
    writeFileSync(join(folder, 'instance.json'), JSON.stringify(note));
    expect((await endLeftovers(folder)).sort()).toEqual(['portal', 's3']);
    expect(await mine.ended).toBe('SIGTERM');
    expect(await stubborn.ended).toBe(7);
    expect(isSameProcess({ pid: other.child.pid, startTime: processStartTime(other.child.pid) })).toBe(true);
    other.child.kill('SIGKILL');
    await other.ended;
  });

  test('does nothing in a new folder', async () => {
    expect(await endLeftovers(folder)).toEqual([]);
  });
});
