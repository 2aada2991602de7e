import type { ServerSideEncryption } from '../../s3/index.ts';
import { abortAfterDays, incomingDays } from '../bucket/planLifecycle.ts';
import { denyStatements, type PolicyStatement } from '../bucket/planPolicy.ts';
import { corsRuleFor } from '../planCors.ts';
import { iamPolicies } from './iamPolicy.ts';

export type InfrastructureInput = {
  bucket: string;
  origins: readonly string[];
  encryption: ServerSideEncryption | undefined;
};

/** The bucket's policy on Amazon: our refusals, and nothing that is not encrypted on its way. */
export function bucketPolicy(bucket: string): { Version: '2012-10-17'; Statement: PolicyStatement[] } {
  const arn = `arn:aws:s3:::${bucket}`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ValetKeyDenyPlainHttp',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      ...denyStatements(bucket),
    ],
  };
}

/** A CloudFormation template (JSON): bucket, policy, and a managed policy to attach to the application's role. */
export function cloudFormation({ bucket, origins, encryption }: InfrastructureInput): string {
  const cors = corsRuleFor(origins, { ...(encryption && { serverSideEncryption: encryption }) });
  const kmsKeyId = encryption?.algorithm === 'aws:kms' ? encryption.kmsKeyId : undefined;
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Private bucket of Valet Key, and the permissions of its application',
    Resources: {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          BucketName: bucket,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              {
                ServerSideEncryptionByDefault: {
                  SSEAlgorithm: encryption?.algorithm ?? 'AES256',
                  ...(kmsKeyId !== undefined && { KMSMasterKeyID: kmsKeyId }),
                },
              },
            ],
          },
          CorsConfiguration: {
            CorsRules: [
              {
                AllowedOrigins: cors.allowedOrigins,
                AllowedMethods: cors.allowedMethods,
                AllowedHeaders: cors.allowedHeaders,
                ExposedHeaders: cors.exposeHeaders,
                MaxAge: cors.maxAgeSeconds,
              },
            ],
          },
          LifecycleConfiguration: {
            Rules: [
              {
                Id: 'valetkey-multipart',
                Status: 'Enabled',
                AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortAfterDays },
              },
              {
                Id: 'valetkey-incoming',
                Status: 'Enabled',
                Prefix: 'incoming/',
                ExpirationInDays: incomingDays,
              },
            ],
          },
        },
      },
      BucketPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: bucketPolicy(bucket) },
      },
      ApplicationPolicy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: iamPolicies(bucket, encryption).application },
      },
      UploadPolicy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: iamPolicies(bucket, encryption).upload },
      },
    },
    Outputs: {
      BucketName: { Value: { Ref: 'Bucket' } },
      ApplicationPolicyArn: { Value: { Ref: 'ApplicationPolicy' } },
      UploadPolicyArn: { Value: { Ref: 'UploadPolicy' } },
    },
  };
  return JSON.stringify(template, null, 2);
}

const text = (value: string) => JSON.stringify(value).replaceAll('${', '$${').replaceAll('%{', '%%{');
const list = (values: readonly string[]) => `[${values.map(text).join(', ')}]`;
/** JSON between `<<-JSON` and `JSON`: the interpolation of Terraform is the only thing to escape. */
const document = (value: unknown) =>
  `<<-JSON\n${JSON.stringify(value, null, 2).replaceAll('${', '$${').replaceAll('%{', '%%{').replace(/^/gm, '    ')}\n    JSON`;

/** The same for Terraform and OpenTofu, with the provider hashicorp/aws. */
export function terraform({ bucket, origins, encryption }: InfrastructureInput): string {
  const cors = corsRuleFor(origins, { ...(encryption && { serverSideEncryption: encryption }) });
  const kmsKeyId = encryption?.algorithm === 'aws:kms' ? encryption.kmsKeyId : undefined;
  const policies = iamPolicies(bucket, encryption);
  return `# Private bucket of Valet Key, and the permissions of its application.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

resource "aws_s3_bucket" "valetkey" {
  bucket = ${text(bucket)}
}

resource "aws_s3_bucket_public_access_block" "valetkey" {
  bucket                  = aws_s3_bucket.valetkey.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "valetkey" {
  bucket = aws_s3_bucket.valetkey.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "valetkey" {
  bucket = aws_s3_bucket.valetkey.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = ${text(encryption?.algorithm ?? 'AES256')}${kmsKeyId === undefined ? '' : `\n      kms_master_key_id = ${text(kmsKeyId)}`}
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "valetkey" {
  bucket = aws_s3_bucket.valetkey.id
  cors_rule {
    allowed_origins = ${list(cors.allowedOrigins)}
    allowed_methods = ${list(cors.allowedMethods)}
    allowed_headers = ${list(cors.allowedHeaders)}
    expose_headers  = ${list(cors.exposeHeaders)}
    max_age_seconds = ${cors.maxAgeSeconds}
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "valetkey" {
  bucket = aws_s3_bucket.valetkey.id
  rule {
    id     = "valetkey-multipart"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = ${abortAfterDays}
    }
  }
  rule {
    id     = "valetkey-incoming"
    status = "Enabled"
    filter {
      prefix = "incoming/"
    }
    expiration {
      days = ${incomingDays}
    }
  }
}

resource "aws_s3_bucket_policy" "valetkey" {
  bucket     = aws_s3_bucket.valetkey.id
  depends_on = [aws_s3_bucket_public_access_block.valetkey]
  policy     = ${document(bucketPolicy(bucket))}
}

resource "aws_iam_policy" "valetkey_application" {
  name   = ${text(`${bucket}-application`)}
  policy = ${document(policies.application)}
}

resource "aws_iam_policy" "valetkey_upload" {
  name   = ${text(`${bucket}-upload`)}
  policy = ${document(policies.upload)}
}`;
}
