export { createDatabasePool, type DatabasePoolOptions } from './createDatabasePool';
export { enqueueJob } from './enqueueJob';
export { getPool } from './getPool';
export { checkSchema, type MigrateDatabaseOptions, MigrationRefused, migrateDatabase } from './migrate';
