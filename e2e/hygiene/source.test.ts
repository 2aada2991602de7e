import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

async function sources(folder: string): Promise<{ name: string; text: string }[]> {
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const names = entries
    .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((name) => !/node_modules|\.next|\/dist\//.test(name));
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(path.join(root, name), 'utf8') })),
  );
}

const library = (await sources('packages/valetkey/src')).filter(({ name }) => !/\.test\.tsx?$/.test(name));
const portal = (
  await Promise.all(['src', 'server', 'worker'].map((folder) => sources(`apps/portal/${folder}`)))
)
  .flat()
  .filter(({ name }) => !/\.test\.tsx?$/.test(name));
const matching = (files: typeof library, pattern: RegExp) =>
  files.flatMap(({ name, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line.replace(/^\s*(\/\/|\/?\*).*/, '')) ? [`${name}:${index + 1}: ${line.trim()}`] : [],
      ),
  );

/** What no linter we use can say. */
describe('source rules', () => {
  it('the library reads no environment outside cli/', () => {
    const outside = library.filter(
      ({ name }) => !name.includes('/src/cli/') && !name.includes('/src/testing/'),
    );
    expect(matching(outside, /\bprocess\.env\b|import\.meta\.env/)).toEqual([]);
  });

  it('the portal reads its environment in shared/config only', () => {
    // entry points hand their environment on; the logger must work while the configuration is being refused
    const mayRead = /\/shared\/config\/|^apps\/portal\/(server|worker)\/\w+\.ts$|\/logging\/getLogger\.ts$/;
    const outside = portal.filter(({ name }) => !mayRead.test(name));
    expect(matching(outside, /\bprocess\.env\.(?!NODE_ENV|NEXT_RUNTIME|NEXT_PHASE)/)).toEqual([]);
  });

  it('public APIs name what they export', () => {
    expect(matching([...library, ...portal], /^export \*/)).toEqual([]);
  });

  it('files are named as their main export, never utils, helpers, manager or service', () => {
    const vague = /(^|[/.-])(utils?|helpers?|manager|service|misc|common)([/.-]|$)/i;
    expect([...library, ...portal].map(({ name }) => name).filter((name) => vague.test(name))).toEqual([]);
  });

  it('no type is silenced', () => {
    expect(matching([...library, ...portal], /@ts-(ignore|nocheck)|\bas unknown as\b|\bas any\b/)).toEqual(
      [],
    );
  });

  it('the library is silent: only its command line prints', () => {
    const outside = library.filter(({ name }) => !name.includes('/src/cli/'));
    expect(matching(outside, /^\s*console\./)).toEqual([]);
  });

  it('authorisation does not live in a Next.js middleware', () => {
    expect(
      portal.map(({ name }) => name).filter((name) => /src\/(middleware|proxy)\.tsx?$/.test(name)),
    ).toEqual([]);
  });
});
