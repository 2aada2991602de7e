import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const documents = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'docs/ARCHITECTURE.md',
  'docs/cli.md',
  'docs/protocol.md',
  'docs/engine.md',
  'docs/providers.md',
  'docs/testing.md',
  'docs/s3-tests.md',
  'docs/webhooks.md',
  'docs/adr/README.md',
  'examples/README.md',
];

/** Documents that stay true: what they point at exists, and invariants are held by tests that exist. */
describe('documents', () => {
  it.each(documents)('%s links to files that exist', async (name) => {
    const text = await readFile(path.join(root, name), 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!);
    const missing = targets.filter((target) => !existsSync(path.resolve(root, path.dirname(name), target)));
    expect(missing).toEqual([]);
  });

  it('ARCHITECTURE names an existing file for every invariant', async () => {
    const text = await readFile(path.join(root, 'docs/ARCHITECTURE.md'), 'utf8');
    const section = text.slice(text.indexOf('## Invariants'), text.indexOf('## Words'));
    const invariants = section.split(/^(?:\d+\. |- )/m).slice(1);
    expect(invariants.length).toBeGreaterThanOrEqual(12);
    for (const invariant of invariants) {
      const named = [...invariant.matchAll(/`((?:e2e|packages|apps|scripts)\/[^`]+)`/g)].map(
        (match) => match[1]!,
      );
      expect(named.length, invariant.slice(0, 80)).toBeGreaterThan(0);
      for (const file of named) expect(existsSync(path.join(root, file)), file).toBe(true);
    }
  });

  it('docs/providers.md is what the recorded results make', async () => {
    const script = path.join(root, 'scripts/providers.mjs');
    await expect(promisify(execFile)(process.execPath, [script, '--check'])).resolves.toBeDefined();
  });

  it('docs/s3-tests.md explains every miss, in a line of its own, and everything out of scope', async () => {
    const [page, data] = await Promise.all(
      ['docs/s3-tests.md', 'scripts/s3tests/cases.json'].map((name) =>
        readFile(path.join(root, name), 'utf8'),
      ),
    );
    const cases = JSON.parse(data!) as {
      commit: string;
      misses: string[];
      outOfScope: { feature: string }[];
    };
    const explained = [...page!.matchAll(/^\| `(test_\w+)` \| \S.{20,} \|$/gm)].map((match) => match[1]!);
    expect(explained.toSorted()).toEqual(cases.misses.toSorted());
    expect(page).toContain(cases.commit);
    for (const { feature } of cases.outOfScope) expect(page).toContain(`| ${feature} |`);
  });

  it.each(['faultsExample', 'sandboxExample'])(
    'docs/testing.md shows the very test that runs: %s',
    async (example) => {
      const [page, test] = await Promise.all(
        ['docs/testing.md', `e2e/hygiene/${example}.test.ts`].map((name) =>
          readFile(path.join(root, name), 'utf8'),
        ),
      );
      expect(page).toContain(`\n\`\`\`ts\n${test}\`\`\`\n`);
    },
  );

  it('the README names every variable of .env.example that a newcomer meets', async () => {
    const [readme, example] = await Promise.all(
      ['README.md', '.env.example'].map((name) => readFile(path.join(root, name), 'utf8')),
    );
    for (const name of ['S3_BUCKET_NAME', 'S3_ENDPOINT', 'PORT', 'APP_URL', 'DATABASE_URL', 'AUTH_SECRET']) {
      expect(readme).toContain(name);
      expect(example).toContain(`${name}=`);
    }
  });
});
