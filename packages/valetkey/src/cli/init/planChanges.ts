import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ValetKeyError } from '../../protocol/index.ts';
import { componentModule, envBlock, hasEnvBlock, routeModule, serverModule } from './nextTemplates.ts';

/** One file of the app, as it is and as it will be. */
export type FileChange = {
  path: string;
  /** `keep`: it is there and is somebody's own by now. `same`: nothing to do. */
  kind: 'create' | 'change' | 'keep' | 'same';
  before: string;
  after: string;
};

async function read(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

function refuse(sentence: string): never {
  throw new ValetKeyError('INVALID_OPTION', sentence);
}

type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };

function addDependency(text: string, version: string): string {
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.dependencies?.valetkey ?? manifest.devDependencies?.valetkey) return text;
  const dependencies = { ...manifest.dependencies, valetkey: `^${version}` };
  const sorted = Object.fromEntries(Object.entries(dependencies).sort(([a], [b]) => (a < b ? -1 : 1)));
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  return `${JSON.stringify({ ...manifest, dependencies: sorted }, null, indent)}${text.endsWith('\n') ? '\n' : ''}`;
}

async function readManifest(root: string): Promise<string> {
  const text = (await read(join(root, 'package.json'))) ?? refuse('There is no package.json in this folder.');
  let manifest: Manifest | null = null;
  try {
    manifest = JSON.parse(text) as Manifest;
  } catch {
    refuse('The package.json of this folder is not JSON.');
  }
  if (!manifest?.dependencies?.next && !manifest?.devDependencies?.next)
    refuse('The package.json of this folder has no "next": valetkey init adds to an app of Next.js.');
  return text;
}

/**
 * What the app needs, beside what it has. A file that is there is never overwritten: it may have been edited since.
 *
 * @throws {ValetKeyError} `INVALID_OPTION` when the folder is no app that it can add to.
 */
export async function planChanges(root: string, version: string): Promise<FileChange[]> {
  const manifest = await readManifest(root);
  const base = (await isFolder(join(root, 'src/app'))) ? 'src/' : '';
  if (base === '' && !(await isFolder(join(root, 'app'))))
    refuse('There is no app or src/app folder: valetkey init adds to the App Router.');
  if ((await read(join(root, 'tsconfig.json'))) === null)
    refuse('There is no tsconfig.json: valetkey init writes TypeScript.');

  const create = async (path: string, after: string): Promise<FileChange> => {
    const before = await read(join(root, path));
    if (before === null) return { path, kind: 'create', before: '', after };
    return { path, kind: before === after ? 'same' : 'keep', before, after: before };
  };
  const change = (path: string, before: string | null, after: string): FileChange => ({
    path,
    kind: before === null ? 'create' : before === after ? 'same' : 'change',
    before: before ?? '',
    after,
  });
  const env = await read(join(root, '.env.example'));
  const gap = env === null || env === '' || env.endsWith('\n\n') ? '' : env.endsWith('\n') ? '\n' : '\n\n';
  return [
    await create(`${base}lib/valetkey.ts`, serverModule),
    await create(`${base}app/api/valetkey/[...path]/route.ts`, routeModule('../../../..')),
    await create(`${base}components/FileUploads.tsx`, componentModule),
    change('.env.example', env, env !== null && hasEnvBlock(env) ? env : `${env ?? ''}${gap}${envBlock}`),
    change('package.json', manifest, addDependency(manifest, version)),
  ];
}
