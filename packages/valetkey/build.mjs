// One file for each entry and shared files between them, instead of one for each module: importing `valetkey/server` reads
// a handful of files. Types come from tsc.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const outdir = new URL('./dist/', import.meta.url).pathname;
const entries = ['protocol', 's3', 'server', 'postgres', 'memory', 'next', 'client', 'react', 'testing'];
await rm(`${outdir}/shared`, { recursive: true, force: true });
await build({
  absWorkingDir: new URL('.', import.meta.url).pathname,
  entryPoints: [...entries.map((name) => `src/${name}/index.ts`), 'src/cli/main.ts'],
  outbase: 'src',
  outdir,
  // Two folders below the package's root, as src/postgres/migrationsDirectory.ts wants every module to be.
  chunkNames: 'shared/[name]-[hash]',
  format: 'esm',
  // Node's modules are named only by cli/, testing/ and one file of postgres/, with their `node:` prefix.
  platform: 'neutral',
  external: ['node:*'],
  packages: 'external',
  target: 'es2023',
  jsx: 'automatic',
  splitting: true,
  bundle: true,
});
