// Not `new URL(..., import.meta.url)` in one expression: bundlers take that for a file to be bundled.
const here = import.meta.url;

/** The library's own SQL files, for `runMigrations`; beside both `src` and `dist` in the package. */
export const migrationsDirectory: URL = new URL('../../migrations/', here);
