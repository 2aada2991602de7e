/** The library's own SQL files, for {@link runMigrations}; beside both `src` and `dist` in the package. */
export const migrationsDirectory: URL = new URL('../../migrations/', import.meta.url);
