import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A program that the worker runs contained, as the build makes it; it must lie where its packages are found. */
export async function buildProgram(source: string): Promise<{ path: string; remove: () => Promise<void> }> {
  await mkdir(join(root, '.build'), { recursive: true });
  const folder = await mkdtemp(join(root, '.build/'));
  const path = join(folder, 'program.cjs');
  await build({
    entryPoints: [join(root, source)],
    outfile: path,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
