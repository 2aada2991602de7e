import { ValetKeyError } from '../../protocol/index.ts';
import { createStoreConfig } from '../../s3/index.ts';
import {
  findStoreProvider,
  isStoreProviderName,
  type StoreProviderName,
  storeProviders,
} from '../../s3/storeProviders.ts';
import { denyStatements } from '../bucket/planPolicy.ts';
import { UsageError } from '../defineCommand.ts';
import { parseOrigin, readAppOrigin, type Values } from '../loadConfig.ts';
import { iamPolicies } from './iamPolicy.ts';
import { bucketPolicy, cloudFormation, terraform } from './infrastructure.ts';
import { providerKeys } from './providerKeys.ts';

export const printKinds = ['iam', 'policy', 'cloudformation', 'terraform'] as const;
type PrintKind = (typeof printKinds)[number];

export function isPrintKind(kind: string): kind is PrintKind {
  return (printKinds as readonly string[]).includes(kind);
}

/** Stores that have no policy of a bucket in Amazon's language, as their makers document it. */
const withoutBucketPolicy: readonly StoreProviderName[] = ['r2', 'b2', 'gcs', 'linode'];

function providerOf(given: string | undefined, values: Values): StoreProviderName {
  const name = (given ?? values.S3_PROVIDER)?.trim().toLowerCase();
  if (name) {
    if (isStoreProviderName(name)) return name;
    throw new UsageError(
      `--provider must be one of ${Object.keys(storeProviders).join(', ')}, not "${name}".`,
    );
  }
  const endpoint = values.S3_ENDPOINT?.trim() ?? '';
  return findStoreProvider(/:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`) ?? 'aws';
}

/** Templates need no credentials: placeholders stand for what they do not use, and the rest is checked as ever. */
function readSettings(values: Values) {
  if (!values.S3_BUCKET_NAME?.trim()) {
    throw new ValetKeyError('INVALID_OPTION', 'S3_BUCKET_NAME is missing: set it to the name of the bucket.');
  }
  const { bucket, region, serverSideEncryption } = createStoreConfig({
    S3_ENDPOINT: 'store.example.com',
    S3_BUCKET_NAME: values.S3_BUCKET_NAME,
    S3_REGION: values.S3_REGION,
    S3_SSE: values.S3_SSE,
    S3_SSE_KMS_KEY_ID: values.S3_SSE_KMS_KEY_ID,
    S3_ACCESS_KEY_ID: 'unused',
    S3_SECRET_ACCESS_KEY: 'unused',
  });
  return { bucket, region, encryption: serverSideEncryption };
}

/** One text for a file: least-privilege policies in the provider's form, or the whole bucket as code. */
export function printTemplate(input: {
  kind: PrintKind;
  values: Values;
  provider: string | undefined;
  origins: readonly string[];
}): string {
  const { kind, values } = input;
  const provider = providerOf(input.provider, values);
  const { bucket, region, encryption } = readSettings(values);
  const origins = [
    ...new Set([readAppOrigin(values), ...input.origins.map((origin) => parseOrigin(origin, '--origin'))]),
  ];
  if (kind === 'iam') {
    return providerKeys(provider, bucket, region) ?? JSON.stringify(iamPolicies(bucket, encryption), null, 2);
  }
  if (kind === 'policy') {
    if (withoutBucketPolicy.includes(provider)) {
      throw new UsageError(
        `${storeProviders[provider].label} has no bucket policies that know these headers; its keys are limited instead: --print iam.`,
      );
    }
    const policy =
      provider === 'aws' || provider === 'wasabi'
        ? bucketPolicy(bucket)
        : { Version: '2012-10-17', Statement: denyStatements(bucket) };
    return JSON.stringify(policy, null, 2);
  }
  if (provider !== 'aws') {
    throw new UsageError(
      `--print ${kind} is for Amazon; ${storeProviders[provider].label} is set up by valetkey setup --yes.`,
    );
  }
  return kind === 'cloudformation'
    ? cloudFormation({ bucket, origins, encryption })
    : terraform({ bucket, origins, encryption });
}
