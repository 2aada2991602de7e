import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../startSystem.ts';

const run = promisify(execFile);

/** What create-next-app 16.4.3 writes (`--ts --app --no-tailwind --no-src-dir`), as far as types depend on it. */
const tree: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'app',
    private: true,
    dependencies: { next: '16.4.3', react: '19.3.0', 'react-dom': '19.3.0' },
    devDependencies: {
      '@types/node': '^20',
      '@types/react': '^19',
      '@types/react-dom': '^19',
      typescript: '^5',
    },
  }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'ES2017',
      lib: ['dom', 'dom.iterable', 'esnext'],
      allowJs: true,
      skipLibCheck: true,
      strict: true,
      noEmit: true,
      esModuleInterop: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      resolveJsonModule: true,
      isolatedModules: true,
      jsx: 'react-jsx',
      plugins: [{ name: 'next' }],
      paths: { '@/*': ['./*'] },
    },
    include: ['next-env.d.ts', '**/*.ts', '**/*.tsx'],
    exclude: ['node_modules'],
  }),
  'next-env.d.ts': '/// <reference types="next" />\n/// <reference types="next/image-types/global" />\n',
  'next.config.ts':
    "import type { NextConfig } from 'next';\nconst nextConfig: NextConfig = {};\nexport default nextConfig;\n",
  'app/layout.tsx':
    'export default function RootLayout({ children }: { children: React.ReactNode }) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n',
  'app/page.tsx':
    "import { FileUploads } from '@/components/FileUploads';\nexport default function Home() {\n  return <FileUploads />;\n}\n",
};

describe.skipIf(process.env.VALETKEY_TEST_FULL !== '1')('valetkey init on a fresh app', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'valetkey-init-'));
    for (const [name, text] of Object.entries(tree)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('adds what the compiler accepts as it is', async () => {
    const cli = path.join(root, 'packages/valetkey/bin/valetkey.js');
    await run(process.execPath, [cli, 'init', '--yes'], { cwd: folder });
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', folder], { cwd: folder }).catch(
      (error) => error,
    );
    expect(stdout).toBe('');
  });
});
