import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createS3Server, type S3Server } from './s3/createS3Server.ts';
import type { ConformanceContext } from './storeConformance/ConformanceContext.ts';
import { createConformanceContext, storeConformance } from './storeConformance.ts';

const keys = { accessKeyId: 'conformance', secretAccessKey: 'conformance-secret' };

describe('the embedded S3 server', () => {
  const parent = mkdtempSync(join(tmpdir(), 'valetkey-conformance-'));
  let server: S3Server;
  let context: ConformanceContext & { close(): Promise<void> };

  beforeAll(async () => {
    server = createS3Server({
      ...keys,
      dir: join(parent, 'data'),
      buckets: ['suite', 'suite-other'],
      fsync: false,
    });
    await server.listen();
    context = createConformanceContext({
      ...keys,
      endpoint: server.url,
      region: 'us-east-1',
      bucket: 'suite',
      otherBucket: 'suite-other',
      hasEscaped: (name) =>
        [parent, join(parent, '..'), '/tmp', '/etc'].some((dir) => existsSync(join(dir, name))),
    });
  });
  afterAll(async () => {
    await context?.close();
    await server?.close();
    rmSync(parent, { recursive: true, force: true });
  });

  it.each(storeConformance)('$id $level $title', { timeout: 60_000 }, ({ run }) => run(context));
});
