export type { FillRandom } from './auditEvents.ts';
export type { AuditFilter } from './auditFilter.ts';
export type { AuditEvent } from './auditTrailRow.ts';
export { type BulkAction, type BulkOutcome, bulkActions, maxBulkFiles } from './bulkReview.ts';
export {
  type CatalogueFile,
  type CatalogueVersion,
  type FileCategory,
  fileCategories,
} from './catalogueFile.ts';
export {
  type CatalogueListQuery,
  type CataloguePage,
  type CatalogueSort,
  catalogueSorts,
} from './catalogueList.ts';
export type { QueueCount } from './countQueue.ts';
export type { ReviewCounts } from './countReviews.ts';
export {
  type AuditPage,
  type AuditQuery,
  type AuditTrail,
  type AuditTrailOptions,
  createAuditTrail,
} from './createAuditTrail.ts';
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
export {
  createQuarantine,
  type HoldDecision,
  type Quarantine,
  type QuarantineOptions,
} from './createQuarantine.ts';
export {
  type BulkInput,
  createReviewBoard,
  type ReviewBoard,
  type ReviewBoardOptions,
} from './createReviewBoard.ts';
export type { ReviewQueuePage } from './createReviewQueue.ts';
export { type CreateRolesOptions, createRoles, type Login } from './createRoles.ts';
export type { ReviewDecisionInput } from './decideReview.ts';
export { deleteExpiredRows } from './deleteExpiredRows.ts';
export { type ArrivalsOptions, enqueueArrivals } from './enqueueArrivals.ts';
export type { HistoryAction, HistoryEvent } from './fileHistory.ts';
export type { HeldFile, ReleaseApproval } from './heldFile.ts';
export { migrationsDirectory } from './migrationsDirectory.ts';
export type { OwnerUsage, Usage } from './ownerUsage.ts';
export { type PruneAuditEventsOptions, type PrunedAudit, pruneAuditEvents } from './pruneAuditEvents.ts';
export type { AccessPage, AccessQuery, AccessRow } from './readAccess.ts';
export { readBeginning } from './readBeginning.ts';
export type { CurrentExtraction } from './readCurrentExtraction.ts';
export type { Derivative } from './readDerivatives.ts';
export { type AuditCheckpoint, type CheckpointFacts, readLastCheckpoint } from './readLastCheckpoint.ts';
export type { MigrationSource } from './readMigrations.ts';
export type { Outcome } from './readOutcomes.ts';
export type { ReviewDetail, ReviewVersion } from './readReviewDetail.ts';
export type { ReviewedVersion } from './readReviewVersion.ts';
export { type ReasonCode, type ReasonCodes, reasonCodePattern } from './reasonCodes.ts';
export type { ReviewChange, Reviewer } from './reviewChanges.ts';
export type { ReviewException, ReviewExceptionPage } from './reviewExceptions.ts';
export {
  type ReviewFlag,
  type ReviewQueueQuery,
  type ReviewSort,
  reviewFlags,
  reviewSorts,
} from './reviewQueueQuery.ts';
export type { ReviewComment, ReviewDecision, ReviewFile, ReviewPerson } from './reviewRow.ts';
export type { ReviewScope } from './reviewScope.ts';
export { reviewTextLimits } from './reviewText.ts';
export {
  type RunMigrationsOptions,
  readSchemaState,
  runMigrations,
  type SchemaState,
} from './runMigrations.ts';
export { sealAuditEvents } from './sealAuditEvents.ts';
export type { FindPeople } from './searchFiles.ts';
export {
  type AuditBreak,
  type AuditChainReport,
  type AuditHead,
  type VerifyAuditChainOptions,
  verifyAuditChain,
} from './verifyAuditChain.ts';
