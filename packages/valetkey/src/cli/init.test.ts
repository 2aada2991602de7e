import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runInit } from './init.ts';

const manifest = `{
  "name": "app",
  "private": true,
  "dependencies": {
    "next": "16.4.3",
    "react": "19.3.0"
  }
}
`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'valetkey-init-'));
  await put('package.json', manifest);
  await put('tsconfig.json', '{}');
  await put('app/page.tsx', 'export default function Page() { return null; }\n');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, text: string) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
const get = (path: string) => readFile(join(root, path), 'utf8');

async function init(argv: string[], answer: boolean | null = null) {
  const out: string[] = [];
  const code = await runInit(argv, {
    env: {},
    cwd: root,
    print: (line) => out.push(line),
    warn: (line) => out.push(line),
    signal: new AbortController().signal,
    ask: async () => answer,
  });
  return { code, text: out.join('\n') };
}

describe('valetkey init', () => {
  it('shows every line, and writes nothing with --dry-run, without an answer, or with "no"', async () => {
    const dry = await init(['--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.text).toContain('+++ app/api/valetkey/[...path]/route.ts');
    expect(dry.text).toContain("+import { toRouteHandlers } from 'valetkey/next';");
    expect(dry.text).toMatch(/ {4}"react": "19\.3\.0",?\n.*\+ {4}"valetkey": "\^\d/s);
    expect((await init([])).code).toBe(2);
    expect((await init([], false)).code).toBe(0);
    await expect(get('lib/valetkey.ts')).rejects.toThrow(/ENOENT/);
    expect(await get('package.json')).toBe(manifest);
  });

  it('writes once, and has nothing to add the second time', async () => {
    expect((await init(['--yes'])).code).toBe(0);
    const { dependencies } = JSON.parse(await get('package.json'));
    expect(Object.keys(dependencies)).toEqual(['next', 'react', 'valetkey']);
    expect(await get('.env.example')).toContain('S3_BUCKET_NAME=');
    const again = await init(['--yes', '--json']);
    expect(again.code).toBe(0);
    const { written, files } = JSON.parse(again.text);
    expect(written).toBe(false);
    expect(new Set(files.map(({ kind }: { kind: string }) => kind))).toEqual(new Set(['same']));
  });

  it('overwrites nothing, and adds to the variables that are there', async () => {
    await put('lib/valetkey.ts', 'mine\n');
    await put('.env.example', 'OTHER=1');
    const { text } = await init(['--yes']);
    expect(text).toContain('lib/valetkey.ts: is there and differs');
    expect(await get('lib/valetkey.ts')).toBe('mine\n');
    expect(await get('.env.example')).toMatch(/^OTHER=1\n\n# --- valetkey[\s\S]*S3_ENDPOINT=/);
  });

  it('follows src/app, and takes another folder', async () => {
    await put('apps/web/package.json', manifest);
    await put('apps/web/tsconfig.json', '{}');
    await put('apps/web/src/app/page.tsx', '');
    expect((await init(['--yes', '--dir', 'apps/web'])).code).toBe(0);
    expect(await get('apps/web/src/app/api/valetkey/[...path]/route.ts')).toContain(
      "from '../../../../lib/valetkey'",
    );
    expect(await get('apps/web/src/lib/valetkey.ts')).toContain('createValetKey');
  });

  it.each([
    ['no package.json', () => rm(join(root, 'package.json')), /no package\.json/],
    ['another framework', () => put('package.json', '{"dependencies":{"vite":"7"}}'), /no "next"/],
    ['the Pages Router', () => rm(join(root, 'app'), { recursive: true }), /no app or src\/app folder/],
    ['JavaScript', () => rm(join(root, 'tsconfig.json')), /no tsconfig\.json/],
  ])('refuses %s with a sentence', async (_name, breakIt, sentence) => {
    await breakIt();
    const { code, text } = await init(['--yes']);
    expect(code).toBe(2);
    expect(text).toMatch(sentence);
  });
});
