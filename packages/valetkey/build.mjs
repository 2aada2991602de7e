// One file for each entry and shared files between them, instead of one for each module: importing `valetkey/server` reads
// a handful of files. Types come from tsc.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
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

// What hashes and sends in a worker is one file without imports: bundlers that know `new Worker(new URL(...))` take it along from beside the
// module that names it, and who must may serve it from anywhere.
await build({
  absWorkingDir: new URL('.', import.meta.url).pathname,
  entryPoints: ['src/client/worker/worker.ts'],
  outdir: `${outdir}/shared`,
  format: 'esm',
  target: 'es2022',
  bundle: true,
});
await writeFile(`${outdir}/shared/worker.d.ts`, 'export {};\n');

// The components to copy, as shadcn's registry has them: `npx shadcn add ./node_modules/valetkey/dist/registry/upload-list.json`.
// https://ui.shadcn.com/docs/registry
const read = (path) => readFile(new URL(path, import.meta.url), 'utf8');
const registry = JSON.parse(await read('./registry/registry.json'));
await mkdir(`${outdir}/registry`, { recursive: true });
for (const item of registry.items) {
  const files = await Promise.all(
    item.files.map(async (file) => ({ ...file, content: await read(`./${file.path}`) })),
  );
  const built = { $schema: 'https://ui.shadcn.com/schema/registry-item.json', ...item, files };
  await writeFile(`${outdir}/registry/${item.name}.json`, `${JSON.stringify(built, null, 2)}\n`);
}
await writeFile(`${outdir}/registry/registry.json`, `${JSON.stringify(registry, null, 2)}\n`);
