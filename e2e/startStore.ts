import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './startSystem.ts';

const run = promisify(execFile);

/**
 * A real store instead of the embedded one, when `E2E_CEPH_SCRIPT` names a script that starts one and prints `S3_*` lines
 * (`up`, `env`, `down`). The bucket is prepared with the command a newcomer would use.
 */
export async function startStore(): Promise<{ env: Record<string, string>; stop(): Promise<void> } | null> {
  const script = process.env.E2E_CEPH_SCRIPT;
  if (!script) return null;
  const { stdout } = await run(script, ['up'], { maxBuffer: 64 * 1024 * 1024, timeout: 600_000 });
  const env = Object.fromEntries(
    stdout
      .split('\n')
      .map((line) => /^(?:export )?(S3_[A-Z_]+)=(.*)$/.exec(line.trim()))
      .flatMap((match) => (match ? [[match[1]!, match[2]!.replace(/^(['"])(.*)\1$/, '$2')]] : [])),
  );
  const port = process.env.E2E_PORT ?? '3999';
  const all = { S3_BUCKET_NAME: 'valetkey-e2e', ...env, PORT: port, APP_URL: `http://localhost:${port}` };
  await run(process.execPath, [path.join(root, 'packages/valetkey/bin/valetkey.js'), 'setup', '--yes'], {
    cwd: root,
    env: { ...process.env, ...all },
  });
  return {
    env: all,
    stop: async () => {
      if (!process.env.E2E_KEEP_STORE) await run(script, ['down']);
    },
  };
}
