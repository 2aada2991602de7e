import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { startCeph } from '../scripts/stores/startCeph.mjs';
import { startSwift } from '../scripts/stores/startSwift.mjs';
import { freePort, root } from './startSystem.ts';

const run = promisify(execFile);
const stores = { ceph: startCeph, swift: startSwift };

/**
 * A real store instead of the embedded one, when `E2E_STORE` is `ceph` or `swift`. The portal learns of it by `S3_*` alone, and the
 * bucket is prepared with the command a newcomer would use.
 */
export async function startStore(): Promise<{ env: Record<string, string>; stop(): Promise<void> } | null> {
  const name = process.env.E2E_STORE;
  if (!name) return null;
  if (!Object.hasOwn(stores, name))
    throw new Error(`E2E_STORE must be ${Object.keys(stores).join(' or ')}, not ${name}.`);
  const store = await stores[name as keyof typeof stores]();
  const port = String(await freePort());
  const env = {
    S3_ENDPOINT: store.endpoint,
    S3_REGION: store.region,
    S3_BUCKET_NAME: 'valetkey-e2e',
    S3_ACCESS_KEY_ID: store.accessKeyId,
    S3_SECRET_ACCESS_KEY: store.secretAccessKey,
    PORT: port,
    APP_URL: `http://localhost:${port}`,
  };
  try {
    await run(process.execPath, [path.join(root, 'packages/valetkey/bin/valetkey.js'), 'setup', '--yes'], {
      cwd: root,
      env: { ...process.env, ...env },
    });
  } catch (error) {
    await store.stop();
    throw error;
  }
  return { env, stop: () => store.stop() };
}
