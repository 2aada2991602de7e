export {
  type ApiFault,
  createUploadSandbox,
  type StoreFault,
  type UploadSandboxOptions,
} from './createUploadSandbox.ts';
export { createFaults, type FaultEffects, type FaultRequest, type FaultRule, type Faults } from './faults.ts';
export { type RecordsUnderTest, recordsConformance, type TestRunner } from './recordsConformance.ts';
export type { ServerCredential } from './s3/authenticate.ts';
export { createS3Server, type S3Server, type S3ServerOptions } from './s3/createS3Server.ts';
export { type Personality, type PersonalityName, personalities } from './s3/personalities.ts';
export type { StoreEvent } from './s3/RequestContext.ts';
export type {
  ConformanceCheck,
  ConformanceContext,
  ConformanceLevel,
} from './storeConformance/ConformanceContext.ts';
export {
  type ConformanceTarget,
  createRawClient,
  type RawClient,
} from './storeConformance/createRawClient.ts';
export {
  type ConformanceResult,
  createConformanceContext,
  runStoreConformance,
  type StoreConformanceOptions,
  storeConformance,
} from './storeConformance.ts';
