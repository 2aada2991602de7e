import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../startSystem.ts';

const run = promisify(execFile);

/** Whether a tool of others is there; it is nobody's duty to have it. */
function has(tool: string): boolean {
  const found = spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;
  if (!found) console.warn(`Skipped: ${tool} is not on the PATH.`);
  return found;
}

describe('what `valetkey setup --print` prints, in the eyes of the tools that take it', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'valetkey-templates-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function print(kind: string, name: string): Promise<string> {
    const { stdout } = await run(
      process.execPath,
      [path.join(root, 'packages/valetkey/bin/valetkey.js'), 'setup', '--print', kind, '--provider', 'aws'],
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          S3_BUCKET_NAME: 'files-example',
          S3_REGION: 'eu-central-1',
          APP_URL: 'https://files.example.com',
        },
      },
    );
    await writeFile(path.join(folder, name), stdout);
    return stdout;
  }

  it.skipIf(!has('terraform'))('terraform parses it, and finds it formatted', async () => {
    expect(await print('terraform', 'storage.tf')).toContain('resource "aws_s3_bucket"');
    await run('terraform', ['fmt', '-check', '-diff', folder], { cwd: folder });
  });

  it.skipIf(!has('cfn-lint'))('cfn-lint finds nothing in the template', async () => {
    await print('cloudformation', 'storage.json');
    await run('cfn-lint', ['--template', path.join(folder, 'storage.json')], { cwd: folder });
  });
});
