import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const bin = (name: string) => path.join(root, 'node_modules/.bin', name);

/** Runs a tool and gives its output also when it fails, so that the assertion can show it. */
async function outcome(command: string, args: string[]): Promise<{ code: number; output: string }> {
  return run(command, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: { code?: number; stdout?: string; stderr?: string }) => ({
      code: error.code ?? 1,
      output: `${error.stdout}${error.stderr}`,
    }),
  );
}

/** The package as a stranger gets it. Needs a build (`npm run build -w valetkey`). */
describe('the packed library', () => {
  let folder: string;
  let tarball: string;
  let packed: string[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'packed-'));
    const { stdout } = await run('npm', ['pack', '-w', 'valetkey', '--json', '--pack-destination', folder], {
      cwd: root,
    });
    packed = (JSON.parse(stdout) as { files: { path: string }[] }[])[0]!.files.map((file) => file.path);
    tarball = path.join(folder, (await readdir(folder)).find((name) => name.endsWith('.tgz'))!);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('passes publint', async () => {
    const { code, output } = await outcome(bin('publint'), [tarball, '--strict']);
    expect(output).not.toMatch(/^(Errors|Warnings):/m);
    expect(code, output).toBe(0);
  });

  it('has types that resolve everywhere ESM is loaded', async () => {
    const { code, output } = await outcome(bin('attw'), [tarball, '--profile', 'esm-only', '--no-color']);
    expect(code, output).toBe(0);
  });

  it('has every exported file, no sources, no tests and no root entry', async () => {
    const manifest = JSON.parse(
      await readFile(path.join(root, 'packages/valetkey/package.json'), 'utf8'),
    ) as {
      exports: Record<string, string>;
      bin: Record<string, string>;
    };
    expect(Object.keys(manifest.exports)).not.toContain('.');
    for (const target of [...Object.values(manifest.exports), ...Object.values(manifest.bin)])
      expect(packed).toContain(target.replace('./', ''));
    expect(packed.filter((name) => /\.test\.|^src\/|\.tsbuildinfo$|\.map$/.test(name))).toEqual([]);
    expect(packed).toEqual(expect.arrayContaining(['README.md', 'LICENSE']));
  });

  it('stays within its size limits', async () => {
    const { code, output } = await outcome(bin('size-limit'), []);
    expect(code, output).toBe(0);
  });

  it('loads less than 6 kB in a page before the first file, compressed', async () => {
    const { outputs, outputFiles } = await bundleForPage("export * from 'valetkey/react'");
    const entry = Object.keys(outputs).find((name) => outputs[name]!.entryPoint === '<stdin>')!;
    const atOnce = loadedBy(outputs, [entry], ['import-statement']);
    const inAll = loadedBy(outputs, [entry], ['import-statement', 'dynamic-import']);
    const compressed = (names: Set<string>) =>
      outputFiles
        .filter((file) => names.has(path.relative(root, file.path)))
        .reduce((sum, { contents }) => sum + gzipSync(contents).byteLength, 0);
    expect(compressed(atOnce)).toBeLessThan(6_000);
    // The rest is there, and comes later.
    expect(compressed(inAll) - compressed(atOnce)).toBeGreaterThan(5_000);
  });
});

/** What a bundler makes of a page's imports. */
async function bundleForPage(contents: string) {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['react', 'react/jsx-runtime'],
    outdir: path.join(root, 'bundled'),
    absWorkingDir: root,
    metafile: true,
    write: false,
  });
  return { outputs: metafile.outputs, outputFiles };
}

/** Names of the outputs that these need, by imports of these kinds. */
function loadedBy(outputs: Metafile['outputs'], names: string[], kinds: string[]): Set<string> {
  const found = new Set(names);
  for (const name of found)
    for (const { path: imported, kind, external } of outputs[name]!.imports)
      if (!external && kinds.includes(kind)) found.add(imported);
  return found;
}
