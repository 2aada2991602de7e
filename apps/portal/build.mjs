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
  archiveProgram: 'worker/extract/archiveProgram.ts',
  imageProgram: 'worker/extract/imageProgram.ts',
  officeProgram: 'worker/extract/officeProgram.ts',
  tableProgram: 'worker/extract/tableProgram.ts',
  processorProgram: 'worker/process/processorProgram.ts',
  pictureProgram: 'worker/derive/pictureProgram.ts',
  migrate: 'server/migrate.ts',
  admin: 'server/admin.ts',
};
const present = Object.fromEntries(
  Object.entries(entries).filter(([, path]) => existsSync(new URL(path, import.meta.url))),
);

await build({
  absWorkingDir: root,
  entryPoints: present,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
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
});

await compressStatic(fileURLToPath(new URL('.next/static', import.meta.url)));
