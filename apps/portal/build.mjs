import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compressStatic } from './compressStatic.mjs';

// Bundles what runs beside Next: the server around it, the worker, and the migration command. Packages stay external; only the
// portal's own sources are inlined. Then compresses what browsers load.

const root = fileURLToPath(new URL('.', import.meta.url));
const entries = {
  server: 'server/main.ts',
  worker: 'worker/main.ts',
  migrate: 'server/migrate.ts',
  admin: 'server/admin.ts',
};
/** Begun for every single file. Node starts CommonJS in two thirds of the time: a module that imports `node:crypto` loads all of it. */
const programs = {
  archiveProgram: 'worker/extract/archiveProgram.ts',
  imageProgram: 'worker/extract/imageProgram.ts',
  officeProgram: 'worker/extract/officeProgram.ts',
  tableProgram: 'worker/extract/tableProgram.ts',
  textProgram: 'worker/extract/textProgram.ts',
  pictureProgram: 'worker/derive/pictureProgram.ts',
  processorProgram: 'worker/process/processorProgram.ts',
};
const present = (all) =>
  Object.fromEntries(Object.entries(all).filter(([, path]) => existsSync(new URL(path, import.meta.url))));

const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
  alias: { 'server-only': './server/serverOnly.ts' },
  plugins: [
    {
      name: 'packages-stay-external',
      setup(context) {
        // Everything that is a package name; `@/` is the portal's own source root.
        context.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
          if (kind === 'entry-point' || path.startsWith('@/') || path === 'server-only') return undefined;
          return { path, external: true };
        });
      },
    },
  ],
};

await build({ ...common, format: 'esm', entryPoints: present(entries) });
await build({
  ...common,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  entryPoints: present(programs),
});

await compressStatic(fileURLToPath(new URL('.next/static', import.meta.url)));
