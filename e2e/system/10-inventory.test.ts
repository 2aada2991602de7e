import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { notRows, rows } from '../routes.ts';
import { root } from '../startSystem.ts';

const appDirectory = path.join(root, 'apps/portal/src/app');
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

type RouteMethod = { method: string; route: string };

/** Every method that every route file exports, with the route as Next sees it (route groups removed). */
async function routeMethods(): Promise<RouteMethod[]> {
  const entries = await readdir(appDirectory, { recursive: true });
  const files = entries.filter((name) => /(^|\/)route\.tsx?$/.test(name));
  const found = await Promise.all(
    files.map(async (name) => {
      const text = await readFile(path.join(appDirectory, name), 'utf8');
      const route = `/${path.dirname(name)}`.replace(/\/\([^)]*\)/g, '').replace(/\/\.$/, '/');
      return methods
        .filter((method) => {
          const declared = new RegExp(`export\\s+(async\\s+)?(function|const)\\s+${method}\\b`);
          const listed = new RegExp(`export\\s*(const\\s*)?\\{[^}]*\\b${method}\\b[^}]*\\}`);
          return declared.test(text) || listed.test(text);
        })
        .map((method) => ({ method, route }));
    }),
  );
  return found.flat();
}

/** The route that answers everything nobody else does; it holds its own row and no other, or every row would have a route. */
const nowhere = '/api/[...path]';

const isRowOf = (row: RouteMethod, found: RouteMethod) =>
  row.method === found.method &&
  (row.route === found.route || (found.route !== nowhere && toPattern(found.route).test(row.route)));

/** `/api/auth/[...all]` holds `/api/auth/sign-out`; `/api/files/[id]` holds itself only. */
function toPattern(route: string): RegExp {
  const pattern = route
    .replace(/[.*+?^${}()|\\]/g, '\\$&')
    .replace(/\/\[\[\\\.\\\.\\\.[^\]]+\]\]/g, '(/.+)?')
    .replace(/\[\\\.\\\.\\\.[^\]]+\]/g, '.+')
    .replace(/\[[^\]]+\]/g, '\\[[^/]+\\]');
  return new RegExp(`^${pattern}$`);
}

describe('inventory of the HTTP surface', () => {
  it('every method of every route file has a row', async () => {
    const found = await routeMethods();
    expect(found.length).toBeGreaterThan(5);
    const missing = found.filter(
      (one) => !rows.some((row) => isRowOf(row, one)) && !(`${one.method} ${one.route}` in notRows),
    );
    expect(missing).toEqual([]);
  });

  it('every row has a route file', async () => {
    const found = await routeMethods();
    expect(rows.filter((row) => !found.some((one) => isRowOf(row, one)))).toEqual([]);
  });

  it('no exception is stale', async () => {
    const found = (await routeMethods()).map(({ method, route }) => `${method} ${route}`);
    expect(Object.keys(notRows).filter((name) => !found.includes(name))).toEqual([]);
  });
});
