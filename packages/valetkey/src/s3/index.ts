export type {
  BucketClient,
  CorsRule,
  ListedObject,
  ObjectFacts,
  ObjectHeaders,
  OpenMultipartUpload,
  StoredPart,
} from './BucketClient.ts';
export { type BucketClientOptions, createBucketClient } from './createBucketClient.ts';
export { createSigner, type SignerOptions } from './createSigner.ts';
export { createStoreConfig, type StoreValueName, type StoreValues } from './createStoreConfig.ts';
export { createSha256 } from './hashText.ts';
export { type ProbeOptions, type ProbeReport, probeStore } from './probeStore.ts';
export { type BucketAddress, resolveEndpoint } from './resolveEndpoint.ts';
export { S3Error } from './S3Error.ts';
export type {
  GetObjectInput,
  PostPolicyInput,
  PresignedPost,
  PresignedRequest,
  PutObjectInput,
  Signer,
  UploadPartInput,
} from './Signer.ts';
export type { StoreCapabilities } from './StoreCapabilities.ts';
export type { Credentials, ServerSideEncryption, StoreConfig } from './StoreConfig.ts';
export type { RunningHash } from './sha256.ts';
export type { Clock } from './signingScope.ts';
