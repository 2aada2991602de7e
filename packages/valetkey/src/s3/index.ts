export type {
  BucketClient,
  CorsRule,
  ListedObject,
  ObjectFacts,
  ObjectHeaders,
  OpenMultipartUpload,
  StoredPart,
} from './BucketClient.ts';
export { createSigner, type SignerOptions } from './createSigner.ts';
export { createStoreConfig, type StoreValues } from './createStoreConfig.ts';
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
export type { Credentials, StoreConfig } from './StoreConfig.ts';
export type { Clock } from './signingScope.ts';
