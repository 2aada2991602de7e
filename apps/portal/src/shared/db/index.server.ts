export { type CursorPosition, type Cursors, createCursors } from './createCursors';
export { createDatabasePool, type DatabasePoolOptions } from './createDatabasePool';
export { getPool } from './getPool';
export { inTransaction } from './inTransaction';
export { checkSchema, type MigrateDatabaseOptions, MigrationRefused, migrateDatabase } from './migrate';
