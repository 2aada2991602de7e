export type { FillRandom } from './auditEvents.ts';
export type { CatalogueFile, CatalogueVersion } from './catalogueFile.ts';
export {
  type CatalogueListQuery,
  type CataloguePage,
  type CatalogueSort,
  catalogueSorts,
} from './catalogueList.ts';
export {
  type CatalogueChange,
  createFileCatalogue,
  type FileCatalogue,
  type FileCatalogueOptions,
} from './createFileCatalogue.ts';
export {
  createPostgresRateLimit,
  type PostgresRateLimitOptions,
  type RateLimit,
  type RateLimitRule,
  type RateLimitVerdict,
} from './createPostgresRateLimit.ts';
export { createPostgresRecords, type PostgresRecordsOptions } from './createPostgresRecords.ts';
export { type CreateRolesOptions, createRoles, type Login } from './createRoles.ts';
export { deleteExpiredRows } from './deleteExpiredRows.ts';
export { migrationsDirectory } from './migrationsDirectory.ts';
export type { MigrationSource } from './readMigrations.ts';
export {
  type RunMigrationsOptions,
  readSchemaState,
  runMigrations,
  type SchemaState,
} from './runMigrations.ts';
export { sealAuditEvents } from './sealAuditEvents.ts';
export { type AuditBreak, type AuditChainReport, verifyAuditChain } from './verifyAuditChain.ts';
