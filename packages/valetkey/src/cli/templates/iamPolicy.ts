import type { ServerSideEncryption } from '../../s3/index.ts';
import type { PolicyStatement } from '../bucket/planPolicy.ts';

export type IamPolicies = Record<
  'application' | 'upload' | 'setup',
  { Version: '2012-10-17'; Statement: PolicyStatement[] }
>;

/**
 * What each credential needs, and nothing else: the application, the optional one that only signs uploads, and the one that runs
 * `valetkey setup` once. The application may list: without it a missing object answers 403 and cannot be told from a forbidden one.
 */
export function iamPolicies(bucket: string, encryption?: ServerSideEncryption): IamPolicies {
  const arn = `arn:aws:s3:::${bucket}`;
  const objects = ['incoming', 'files', 'derived', 'quarantine'].map((folder) => `${arn}/${folder}/*`);
  const kmsKeyId = encryption?.algorithm === 'aws:kms' ? encryption.kmsKeyId : undefined;
  const kms = (actions: string[]): PolicyStatement[] =>
    kmsKeyId?.startsWith('arn:')
      ? [{ Sid: 'ValetKeyEncryption', Effect: 'Allow', Action: actions, Resource: kmsKeyId }]
      : [];
  const allow = (Sid: string, Action: string[], Resource: string | string[]): PolicyStatement => ({
    Sid,
    Effect: 'Allow',
    Action,
    Resource,
  });
  const policy = (...Statement: PolicyStatement[]) => ({ Version: '2012-10-17' as const, Statement });
  return {
    application: policy(
      allow(
        'ValetKeyObjects',
        [
          's3:PutObject',
          's3:GetObject',
          's3:DeleteObject',
          's3:AbortMultipartUpload',
          's3:ListMultipartUploadParts',
        ],
        objects,
      ),
      allow(
        'ValetKeyBucket',
        ['s3:ListBucket', 's3:ListBucketMultipartUploads', 's3:GetBucketLocation'],
        arn,
      ),
      ...kms(['kms:GenerateDataKey', 'kms:Decrypt']),
    ),
    upload: policy(
      allow('ValetKeyUploads', ['s3:PutObject'], [`${arn}/incoming/*`, `${arn}/files/*`]),
      // Amazon asks for Decrypt too when parts are joined.
      ...kms(['kms:GenerateDataKey', 'kms:Decrypt']),
    ),
    setup: policy(
      allow(
        'ValetKeySetup',
        [
          's3:CreateBucket',
          's3:ListBucket',
          's3:GetBucketLocation',
          's3:GetBucketCORS',
          's3:PutBucketCORS',
          's3:GetBucketPolicy',
          's3:PutBucketPolicy',
          's3:GetBucketAcl',
          's3:GetBucketVersioning',
          's3:GetBucketPublicAccessBlock',
          's3:PutBucketPublicAccessBlock',
          's3:GetLifecycleConfiguration',
          's3:PutLifecycleConfiguration',
        ],
        arn,
      ),
      allow('ValetKeyTrial', ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'], objects),
    ),
  };
}
