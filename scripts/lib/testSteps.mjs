import { join } from 'node:path';
import { cephPackages } from '../stores/startCeph.mjs';

/**
 * @typedef {{ name: string, kind: 'check' | 'vitest', command: string, args: string[], needs?: 'browser', isFullOnly?: true, isAside?: true,
 *   group?: string, env?: Record<string, string>, packages?: readonly string[] }} TestStep
 *   `check`: one result, by its exit code; `vitest`: as many as it reports; `isAside`: runs beside the other steps, up to the first
 *   that needs the browser and with it the machine for itself; `group`: steps of one group that follow one another run side by side;
 *   `packages`: of Debian, without which it is skipped
 */

/**
 * Which files of `e2e/system` share one system, by how their names begin. Much of their time is waiting, so two systems side by
 * side take little more than half of it. The logs are looked through in each.
 */
export const systemHalves = {
  'contract, board, article, administration': ['1', '2', '3', '4', '5', '60', '63', '85', '90'],
  'files, review, accessibility and limits': ['61', '62', '64', '65', '66', '67', '68', '7', '80', '90'],
};

/** What `npm test` runs, quickest first; the whole system last. @param {string} root @returns {TestStep[]} */
export function testSteps(root) {
  const tool = (packagePath) => join(root, 'node_modules', packagePath);
  const check = (name, packagePath, args) => ({
    name,
    kind: 'check',
    command: process.execPath,
    args: [tool(packagePath), ...args],
  });
  const vitest = (name, args, more = {}) => ({
    name,
    kind: 'vitest',
    command: process.execPath,
    args: [tool('vitest/vitest.mjs'), 'run', ...args],
    ...more,
  });
  const tsc = 'typescript/bin/tsc';
  return [
    check('types: library', tsc, ['-p', 'packages/valetkey/tsconfig.json']),
    check('types: portal', tsc, ['-p', 'apps/portal', '--noEmit']),
    check('types: e2e', tsc, ['-p', 'e2e', '--noEmit']),
    check('style: biome', '@biomejs/biome/bin/biome', ['check', '.']),
    check('boundaries: dependency-cruiser', 'dependency-cruiser/bin/dependency-cruise.mjs', [
      '--config',
      '.dependency-cruiser.cjs',
      'packages/valetkey/src',
      'apps/portal/src',
      'apps/portal/worker',
      'apps/portal/server',
    ]),
    check('layers: steiger', 'steiger/dist/cli.mjs', ['apps/portal/src']),
    check('unused: knip', 'knip/bin/knip.js', []),
    vitest('package: boundaries, publint, attw, size', [
      '--config',
      'e2e/vitest.config.ts',
      '--project',
      'hygiene',
    ]),
    vitest('library', ['--root', 'packages/valetkey'], { isAside: true }),
    vitest('portal', ['--root', 'apps/portal']),
    vitest('start and test commands', ['--root', 'scripts']),
    vitest('real stores and clients', ['--config', 'e2e/vitest.config.ts', '--project', 'store'], {
      isFullOnly: true,
    }),
    vitest('examples from the packed library', ['--config', 'e2e/vitest.config.ts', '--project', 'examples']),
    ...Object.entries(systemHalves).map(([name, beginnings]) =>
      vitest(
        `whole system: ${name}`,
        [
          '--config',
          'e2e/vitest.config.ts',
          '--project',
          'system',
          ...beginnings.map((beginning) => `e2e/system/${beginning}`),
        ],
        { needs: 'browser', group: 'whole system' },
      ),
    ),
    vitest('whole system on Ceph', ['--config', 'e2e/vitest.config.ts', '--project', 'system'], {
      needs: 'browser',
      isFullOnly: true,
      env: { E2E_STORE: 'ceph' },
      packages: cephPackages,
    }),
    vitest('whole story', ['--config', 'e2e/vitest.config.ts', '--project', 'story'], {
      needs: 'browser',
      isFullOnly: true,
    }),
  ];
}
