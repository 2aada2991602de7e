import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytes } from '../storeConformance/ConformanceContext.ts';
import { createRawClient, type RawClient } from '../storeConformance/createRawClient.ts';

const keys = { accessKeyId: 'crash-key', secretAccessKey: 'crash-secret' };
const bucket = 'uploads';

describe('valetkey s3, killed', () => {
  const dir = mkdtempSync(join(tmpdir(), 'valetkey-crash-'));
  const program = join(dir, 'main.mjs');
  const children = new Set<ChildProcess>();

  beforeAll(async () => {
    await build({
      entryPoints: [new URL('../../cli/main.ts', import.meta.url).pathname],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
  });
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  const run = (args: string[]) => {
    const env = {
      ...process.env,
      S3_ACCESS_KEY_ID: keys.accessKeyId,
      S3_SECRET_ACCESS_KEY: keys.secretAccessKey,
    };
    const child = spawn(process.execPath, [program, 's3', '--dir', join(dir, 'data'), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  };
  const start = async (): Promise<{ child: ChildProcess; client: RawClient; lines: string[] }> => {
    const child = run(['--port', '0']);
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout! })) {
      lines.push(line);
      if (line.startsWith('READY')) break;
    }
    const endpoint = lines.find((line) => line.startsWith('S3_ENDPOINT='))?.slice(12) ?? '';
    return { child, lines, client: createRawClient({ ...keys, endpoint, region: 'us-east-1' }) };
  };
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const failure = async (child: ChildProcess) => {
    let text = '';
    child.stderr!.on('data', (data: Buffer) => {
      text += data.toString();
    });
    const [code] = await once(child, 'close');
    return { code, text };
  };

  it('keeps what it acknowledged; an interrupted write leaves the old object or none', {
    timeout: 60_000,
  }, async () => {
    const acknowledged = new Map<string, number>();
    for (let round = 0; round < 3; round++) {
      const { child, client } = await start();
      for (const [key, seed] of acknowledged) {
        const { status, body } = await client.send({ method: 'GET', bucket, key });
        expect([key, status, body.equals(bytes(5000, seed))]).toEqual([key, 200, true]);
      }
      expect((await client.send({ method: 'GET', bucket, key: `half-${round - 1}` })).status).toBe(404);
      const writer = async (name: string) => {
        for (let n = 0; ; n++) {
          const key = `${name}-${n % 5}`; // overwrites, too
          const seed = round * 1000 + n + 1;
          const answer = await client
            .send({ method: 'PUT', bucket, key, body: bytes(5000, seed) })
            .catch(() => null);
          if (answer?.status === 200) acknowledged.set(key, seed);
          else {
            acknowledged.delete(key); // either version may be there
            return;
          }
        }
      };
      const half = client.presign({ method: 'PUT', bucket, key: `half-${round}` });
      const hanging = client
        .raw({
          method: 'PUT',
          target: half.target,
          headers: { ...half.headers, 'content-length': '9000000' },
          body: bytes(1_000_000),
        })
        .catch(() => null);
      const writers = ['a', 'b', 'c'].map(writer);
      await expect.poll(() => acknowledged.size, { timeout: 20_000 }).toBeGreaterThanOrEqual(12);
      await kill(child);
      await Promise.all([...writers, hanging]);
    }
    expect(acknowledged.size).toBeGreaterThan(8);
  });

  it('keeps the parts of an open upload', { timeout: 30_000 }, async () => {
    const first = await start();
    const request = { bucket, key: 'm' };
    const uploadId =
      (await first.client.send({ ...request, method: 'POST', query: { uploads: '' } })).tag('UploadId') ?? '';
    await first.client.send({ ...request, method: 'PUT', query: { partNumber: '1', uploadId }, body: 'one' });
    await kill(first.child);
    const second = await start();
    expect(
      (await second.client.send({ ...request, method: 'GET', query: { uploadId } })).tags('Size'),
    ).toEqual(['3']);
    second.child.kill('SIGTERM');
    expect(await once(second.child, 'exit')).toEqual([0, null]);
  });

  it('says clearly why it cannot start', { timeout: 30_000 }, async () => {
    const { child, lines } = await start();
    expect(lines.some((line) => line.includes(keys.secretAccessKey))).toBe(false);
    const locked = await failure(run(['--port', '0']));
    expect(locked.code).toBe(1);
    expect(locked.text).toMatch(/in use by another S3 server/);
    const port =
      lines
        .find((line) => line.startsWith('S3_ENDPOINT='))
        ?.split(':')
        .at(-1) ?? '';
    const taken = await failure(run(['--dir', join(dir, 'other'), '--port', port]));
    expect(taken.code).toBe(1);
    expect(taken.text).toMatch(new RegExp(`Port ${port} .* in use`));
    const wrong = await failure(run(['--port', '70000']));
    expect(wrong.code).toBe(2);
    expect(wrong.text).toMatch(/--port must be/);
    child.kill('SIGINT');
    await once(child, 'exit');
  });
});
