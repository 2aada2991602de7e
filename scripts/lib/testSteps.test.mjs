import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { systemHalves } from './testSteps.mjs';

it('every file of the whole system runs in one half, and the look at the logs in both', () => {
  const files = readdirSync(new URL('../../e2e/system', import.meta.url)).filter((name) =>
    name.endsWith('.test.ts'),
  );
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const halves = Object.entries(systemHalves).filter(([, beginnings]) =>
      beginnings.some((beginning) => file.startsWith(beginning)),
    );
    expect(
      halves.map(([name]) => name),
      file,
    ).toHaveLength(file.startsWith('90-') ? 2 : 1);
  }
});
