import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFaults } from './faults.ts';
import { createS3Server, type S3Server } from './s3/createS3Server.ts';
import { bytes } from './storeConformance/ConformanceContext.ts';
import { createRawClient, type RawClient } from './storeConformance/createRawClient.ts';

const keys = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' };
const bucket = 'files';

describe('faults', () => {
  const dir = mkdtempSync(join(tmpdir(), 'valetkey-faults-'));
  const faults = createFaults();
  let server: S3Server;
  let client: RawClient;

  beforeAll(async () => {
    server = createS3Server({ ...keys, dir, buckets: [bucket], fsync: false, faults });
    await server.listen();
    client = createRawClient({ ...keys, endpoint: server.url, region: server.region });
  });
  afterEach(() => faults.clear());
  afterAll(async () => {
    await server.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const put = (key: string, body: Buffer | string = 'x') => client.send({ method: 'PUT', bucket, key, body });
  const get = (key: string) => client.send({ method: 'GET', bucket, key });

  it('answer a status, so many times, for one operation', async () => {
    faults.inject({
      operation: 'PutObject',
      times: 2,
      status: { status: 503, code: 'SlowDown', retryAfterSeconds: 1 },
    });
    const answers = [await put('a'), await put('a'), await put('a')];
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect([answers[0]?.headers['retry-after'], answers[0]?.tag('Code')]).toEqual(['1', 'SlowDown']);
    expect((await get('a')).status).toBe(200);
  });

  it('cut the connection in the body and store nothing', async () => {
    faults.inject({ key: 'drop', operation: 'PutObject', dropAfterBytes: 100_000 });
    await expect(put('drop', bytes(1_000_000))).rejects.toThrow();
    expect((await get('drop')).status).toBe(404);
  });

  it('lose the answer to something that was done', async () => {
    faults.inject({ key: /^lost/, operation: 'PutObject', times: 1, loseResponse: true });
    await expect(put('lost/1')).rejects.toThrow();
    expect((await get('lost/1')).text).toBe('x');
  });

  it('cut the answer after some bytes', async () => {
    await put('cut', bytes(500_000));
    faults.inject({ operation: 'GetObject', key: 'cut', dropResponseAfterBytes: 1000 });
    await expect(get('cut')).rejects.toThrow();
  });

  it('stall a body until they are released', async () => {
    faults.inject({ operation: 'PutObject', key: 'stall', stallAfterBytes: 1 });
    let done = false;
    const writing = put('stall', bytes(500_000)).then(() => {
      done = true;
    });
    await expect.poll(() => faults.hits).toBeGreaterThan(0);
    await get('other');
    expect(done).toBe(false);
    await expect
      .poll(() => {
        faults.release();
        return done;
      })
      .toBe(true);
    await writing;
  });

  it('limit the bandwidth of a connection and add latency', async () => {
    await put('slow', bytes(50_000));
    faults.inject({ operation: 'GetObject', key: 'slow', latencyMs: 50, downloadBytesPerSecond: 200_000 });
    const started = performance.now();
    expect((await get('slow')).body.length).toBe(50_000);
    expect(performance.now() - started).toBeGreaterThan(250);
  });

  it('move the clock', async () => {
    faults.setClockSkewSeconds(3600);
    expect((await get('a')).tag('Code')).toBe('RequestTimeTooSkewed');
    faults.setClockSkewSeconds(0);
    expect((await get('a')).status).toBe(200);
  });
});
