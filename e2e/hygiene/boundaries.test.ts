import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const config: { forbidden: { name: string }[] } = createRequire(import.meta.url)(
  path.join(root, '.dependency-cruiser.cjs'),
);

/**
 * One deliberate violation (or more) of each rule. Keys are file paths in a miniature of this repository, values their
 * source; `breaks` names the rules that must fire from that file, and no other may.
 */
const lib = 'packages/valetkey/src';
const files: Record<string, { source: string; breaks?: string[] }> = {
  [`${lib}/protocol/index.ts`]: { source: 'export const a = 1;' },
  [`${lib}/protocol/bad.ts`]: {
    source: "import { b } from '../s3/index.ts';\nexport const x = b;",
    breaks: ['protocol-imports-nothing'],
  },
  [`${lib}/s3/index.ts`]: { source: "import { a } from '../protocol/index.ts';\nexport const b = a;" },
  [`${lib}/s3/hmacSha256.ts`]: {
    source: "import { createHmac } from 'node:crypto';\nexport { createHmac };",
  },
  [`${lib}/s3/badNode.ts`]: {
    source: "import { readFileSync } from 'node:fs';\nexport { readFileSync };",
    breaks: ['node-built-ins-only-where-named'],
  },
  [`${lib}/s3/badUpwards.ts`]: {
    source: "import type { R } from '../server/index.ts';\nexport type S = R;",
    breaks: ['s3-knows-only-the-protocol'],
  },
  [`${lib}/client/index.ts`]: { source: "import { a } from '../protocol/index.ts';\nexport const c = a;" },
  [`${lib}/client/bad.ts`]: {
    source: "import { b } from '../s3/index.ts';\nexport const c = b;",
    breaks: ['browser-never-imports-server'],
  },
  [`${lib}/client/badReact.ts`]: {
    source: "import { useState } from 'react';\nexport { useState };",
    breaks: ['client-never-imports-react'],
  },
  [`${lib}/client/badNode.ts`]: {
    source: "import path from 'node:path';\nexport { path };",
    breaks: ['node-built-ins-only-where-named'],
  },
  [`${lib}/client/badPackage.ts`]: {
    source: "import { XMLParser } from 'fast-xml-parser';\nexport { XMLParser };",
    breaks: ['browser-has-no-dependencies'],
  },
  [`${lib}/react/index.ts`]: {
    source:
      "import { c } from '../client/index.ts';\nimport { useState } from 'react';\nexport { c, useState };",
  },
  [`${lib}/react/bad.ts`]: {
    source: "import { d } from '../server/index.ts';\nexport { d };",
    breaks: ['browser-never-imports-server'],
  },
  [`${lib}/server/index.ts`]: { source: 'export type R = 1;\nexport const d = 1;' },
  [`${lib}/server/bad.ts`]: {
    source: "import { c } from '../client/index.ts';\nexport { c };",
    breaks: ['server-never-imports-client'],
  },
  [`${lib}/server/badAdapter.ts`]: {
    source: "import { m } from '../memory/index.ts';\nexport { m };",
    breaks: ['server-knows-ports-not-adapters'],
  },
  [`${lib}/server/badTesting.ts`]: {
    source: "import { t } from '../testing/index.ts';\nexport { t };",
    breaks: ['library-never-imports-cli-or-testing', 'server-knows-ports-not-adapters'],
  },
  [`${lib}/server/badCircleOne.ts`]: {
    source: "import { two } from './badCircleTwo.ts';\nexport const one = () => two;",
    breaks: ['no-circular'],
  },
  [`${lib}/server/badCircleTwo.ts`]: {
    source: "import { one } from './badCircleOne.ts';\nexport const two = () => one;",
  },
  [`${lib}/server/badMissing.ts`]: {
    source: "import { nothing } from './nowhere.ts';\nexport { nothing };",
    breaks: ['no-unresolvable'],
  },
  [`${lib}/server/badTest.ts`]: {
    source: "import { t } from './some.test.ts';\nexport { t };",
    breaks: ['no-test-code-in-production'],
  },
  [`${lib}/server/some.test.ts`]: { source: "import { t } from '../testing/index.ts';\nexport { t };" },
  [`${lib}/server/badApp.ts`]: {
    source: "import { page } from '../../../../apps/portal/src/shared/api/index.ts';\nexport { page };",
    breaks: ['packages-never-import-apps'],
  },
  [`${lib}/server/badDev.ts`]: {
    source: "import { AwsClient } from 'aws4fetch';\nexport { AwsClient };",
    breaks: ['no-dev-dependency-in-production'],
  },
  [`${lib}/memory/index.ts`]: {
    source:
      "import { a } from '../protocol/index.ts';\nimport type { R } from '../server/index.ts';\nexport const m: R = a;",
  },
  [`${lib}/memory/bad.ts`]: {
    source: "import { d } from '../server/index.ts';\nexport { d };",
    breaks: ['memory-imports-types-and-protocol-only'],
  },
  [`${lib}/postgres/index.ts`]: { source: "import type { Pool } from 'pg';\nexport type P = Pool;" },
  [`${lib}/postgres/bad.ts`]: {
    source: "import { Pool } from 'pg';\nexport { Pool };",
    breaks: ['postgres-uses-pg-types-only'],
  },
  [`${lib}/testing/index.ts`]: {
    source: "import { createServer } from 'node:http';\nexport const t = createServer;",
  },
  'apps/portal/src/shared/api/index.ts': {
    source: "import { c } from 'valetkey/client';\nexport const page = c;",
  },
  'apps/portal/src/shared/api/index.server.ts': {
    source: "import { d } from 'valetkey/server';\nexport { d };",
  },
  'apps/portal/src/shared/bad/index.ts': {
    source: "import { deep } from './deep.ts';\nexport { deep };",
    breaks: ['portal-browser-api-is-browser-safe'],
  },
  'apps/portal/src/shared/bad/deep.ts': {
    source: "import { d } from 'valetkey/server';\nexport const deep = d;",
  },
  'apps/portal/src/features/bad/deepEntry.ts': {
    source: "import { d } from '../../../../../packages/valetkey/src/server/index.ts';\nexport { d };",
    breaks: ['public-entry-points-only'],
  },
  'apps/portal/src/features/bad/server.ts': {
    source: "import { s } from '../../../server/main.ts';\nexport { s };",
    breaks: ['features-never-import-server-directory'],
  },
  'apps/portal/server/main.ts': { source: 'export const s = 1;' },
  'apps/portal/worker/main.ts': {
    source: "import { d } from '../src/shared/api/index.server.ts';\nexport { d };",
  },
  'apps/portal/worker/bad.ts': {
    source: "import { deep } from '../src/shared/bad/deep.ts';\nexport { deep };",
    breaks: ['worker-uses-shared-and-entities-only'],
  },
};

type Violation = { from: string; rule: { name: string } };
let miniature: string;
let violations: Violation[];

beforeAll(async () => {
  miniature = await mkdtemp(path.join(tmpdir(), 'boundaries-'));
  for (const [name, { source }] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(miniature, name)), { recursive: true });
    await writeFile(path.join(miniature, name), source);
  }
  for (const entry of ['client', 'server'])
    await mkdir(path.join(miniature, 'packages/valetkey/dist', entry), { recursive: true });
  await writeFile(path.join(miniature, 'packages/valetkey/dist/client/index.js'), 'export const c = 1;');
  await writeFile(path.join(miniature, 'packages/valetkey/dist/server/index.js'), 'export const d = 1;');
  const manifest = (name: string, more: object) =>
    JSON.stringify({ name, version: '1.0.0', type: 'module', ...more });
  await writeFile(
    path.join(miniature, 'package.json'),
    manifest('miniature', { workspaces: ['packages/*'] }),
  );
  await writeFile(
    path.join(miniature, 'packages/valetkey/package.json'),
    manifest('valetkey', {
      exports: { './client': './dist/client/index.js', './server': './dist/server/index.js' },
      dependencies: { 'fast-xml-parser': '*' },
      devDependencies: { aws4fetch: '*', react: '*', pg: '*' },
      peerDependencies: { react: '*', pg: '*' },
    }),
  );
  await writeFile(
    path.join(miniature, 'apps/portal/package.json'),
    manifest('portal', { dependencies: { valetkey: '*' } }),
  );
  await mkdir(path.join(miniature, 'node_modules/@types'), { recursive: true });
  await symlink(path.join(miniature, 'packages/valetkey'), path.join(miniature, 'node_modules/valetkey'));
  for (const name of ['react', 'pg', 'fast-xml-parser', 'aws4fetch']) await installStub(name);
  violations = await cruise(miniature);
}, 60_000);

afterAll(() => rm(miniature, { recursive: true, force: true }));

async function installStub(name: string): Promise<void> {
  const directory = path.join(miniature, 'node_modules', name);
  await mkdir(directory, { recursive: true });
  await writeFile(
    path.join(directory, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  );
  await writeFile(path.join(directory, 'index.js'), '');
}

async function cruise(directory: string): Promise<Violation[]> {
  const folders = (await readdir(directory)).filter((name) => name === 'packages' || name === 'apps');
  const { stdout } = await run(
    process.execPath,
    [
      path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      path.join(root, '.dependency-cruiser.cjs'),
      '--output-type',
      'json',
      ...folders,
    ],
    { cwd: directory, maxBuffer: 64 * 1024 * 1024 },
  ).catch((error: { stdout?: string; stderr?: string }) => {
    if (!error.stdout) throw new Error(`dependency-cruiser did not run: ${error.stderr}`);
    return { stdout: error.stdout };
  });
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

describe('boundary rules', () => {
  it('fire where they are broken on purpose, and nowhere else', () => {
    const fired: Record<string, string[]> = {};
    for (const { from, rule } of violations) {
      fired[from] ??= [];
      if (!fired[from].includes(rule.name)) fired[from].push(rule.name);
    }
    for (const names of Object.values(fired)) names.sort();
    const expected = Object.fromEntries(
      Object.entries(files).flatMap(([name, { breaks }]) => (breaks ? [[name, [...breaks].sort()]] : [])),
    );
    expect(fired).toEqual(expected);
  });

  it.each(config.forbidden.map((rule) => rule.name))('%s has a deliberate violation here', (name) => {
    expect(Object.values(files).some(({ breaks }) => breaks?.includes(name))).toBe(true);
  });
});
