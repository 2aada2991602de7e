import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The program that draws pictures, as the build makes it; it must lie where its packages are found. */
export async function buildPictureProgram(): Promise<{ path: string; remove: () => Promise<void> }> {
  await mkdir(join(root, '.build'), { recursive: true });
  const folder = await mkdtemp(join(root, '.build/'));
  const path = join(folder, 'pictureProgram.mjs');
  await build({
    entryPoints: [join(root, 'worker/derive/pictureProgram.ts')],
    outfile: path,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
