import { defineConfig } from 'vitest/config';
import { InOrder } from './InOrder.ts';

/**
 * Black-box tests in five projects:
 * - `hygiene` needs nothing but the sources (and, for the package, a build);
 * - `system` runs against the whole system, started once (or `VALETKEY_E2E_URL`): HTTP contract, roles, hostile input,
 *   real browser, traffic; files run one after another in the order of their names, because they share one system;
 *   `*.full.test.ts` look at every page once more and run in `npm run test:full` only;
 * - `story` starts a system of its own that sends mail, and tells in a browser what the product is for;
 * - `store` runs real stores and real clients from Debian's packages, in `npm run test:full` only;
 * - `examples` installs the packed library into empty folders and runs the examples there.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: InOrder },
    projects: [
      {
        test: {
          name: 'hygiene',
          root: import.meta.dirname,
          include: ['hygiene/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'system',
          root: import.meta.dirname,
          include: ['system/**/*.test.ts'],
          exclude: process.env.VALETKEY_TEST_FULL ? [] : ['system/**/*.full.test.ts'],
          globalSetup: ['./globalSetup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // A page answers when it answers; what waits for it is given the time that the browser's own waiting has.
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        test: {
          name: 'story',
          root: import.meta.dirname,
          include: ['story/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'store',
          root: import.meta.dirname,
          include: ['store/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // A page answers when it answers; what waits for it is given the time that the browser's own waiting has.
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        test: {
          name: 'examples',
          root: import.meta.dirname,
          include: ['examples/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
