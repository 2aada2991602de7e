// Neither `new URL(..., import.meta.url)` nor a name for it: bundlers take both for a file to be bundled. This module is two
// folders below the package's root, in `src` as in `dist`.
const packageRoot = import.meta.url.replace(/(?:[^/]+\/){2}[^/]*$/, '');

/** The library's own SQL files, for `runMigrations`; beside both `src` and `dist` in the package. */
export const migrationsDirectory: URL = new URL(`${packageRoot}migrations/`);
