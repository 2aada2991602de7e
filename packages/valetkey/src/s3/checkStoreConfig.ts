import { ValetKeyError } from '../protocol/index.ts';
import { resolveEndpoint } from './resolveEndpoint.ts';
import type { Credentials, StoreConfig } from './StoreConfig.ts';

/** Option names as the caller knows them: fields of {@link StoreConfig}, or variables of the environment. */
export type StoreOptionNames = Record<
  | 'endpoint'
  | 'publicEndpoints'
  | 'region'
  | 'bucket'
  | 'credentials'
  | 'sessionToken'
  | 'uploadCredentials'
  | 'serverSideEncryption',
  string
>;

const fieldNames: StoreOptionNames = {
  endpoint: 'endpoint',
  publicEndpoints: 'publicEndpoints',
  region: 'region',
  bucket: 'bucket',
  credentials: 'credentials',
  sessionToken: 'credentials.sessionToken',
  uploadCredentials: 'uploadCredentials',
  serverSideEncryption: 'serverSideEncryption',
};

function refuse(option: string, expectation: string): never {
  throw new ValetKeyError('INVALID_OPTION', `${option} ${expectation}.`, { details: { option } });
}

function checkCredentials(credentials: Credentials, option: string, tokenOption: string): void {
  const printable = /^[!-~]+$/;
  // Neither value is repeated in a message.
  if (typeof credentials?.accessKeyId !== 'string' || !printable.test(credentials.accessKeyId)) {
    refuse(option, 'must have an access key id of visible ASCII characters');
  }
  if (typeof credentials.secretAccessKey !== 'string' || !printable.test(credentials.secretAccessKey)) {
    refuse(option, 'must have a secret access key of visible ASCII characters');
  }
  if (credentials.sessionToken !== undefined && !printable.test(credentials.sessionToken)) {
    refuse(tokenOption, 'must be a session token of visible ASCII characters, or nothing');
  }
  if (credentials.expiresAt !== undefined && !Number.isFinite(credentials.expiresAt.getTime())) {
    refuse(option, 'must have a valid date as its end, or none');
  }
}

/**
 * @throws {ValetKeyError} `INVALID_OPTION` that names the option and what it must be.
 */
export function checkStoreConfig(config: StoreConfig, names: StoreOptionNames = fieldNames): void {
  if (
    typeof config.bucket !== 'string' ||
    !/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/.test(config.bucket)
  ) {
    refuse(names.bucket, 'must be a bucket name: 3 to 63 letters, digits, dots and hyphens');
  }
  if (config.bucket.includes('..')) refuse(names.bucket, 'must be a bucket name, without two dots in a row');
  if (typeof config.region !== 'string' || !/^[A-Za-z0-9-]{1,64}$/.test(config.region)) {
    refuse(names.region, 'must be a region name like eu-central-1: letters, digits and hyphens');
  }
  resolveEndpoint(config.endpoint, config, names.endpoint);
  for (const endpoint of config.publicEndpoints ?? []) {
    resolveEndpoint(endpoint, config, names.publicEndpoints);
  }
  checkCredentials(config.credentials, names.credentials, names.sessionToken);
  if (config.uploadCredentials !== undefined) {
    checkCredentials(config.uploadCredentials, names.uploadCredentials, `${names.uploadCredentials} (token)`);
  }
  const encryption = config.serverSideEncryption;
  if (encryption === undefined) return;
  if (encryption.algorithm !== 'AES256' && encryption.algorithm !== 'aws:kms') {
    refuse(names.serverSideEncryption, 'must be AES256 or aws:kms');
  }
  // It becomes a header.
  if (
    encryption.algorithm === 'aws:kms' &&
    encryption.kmsKeyId !== undefined &&
    !/^[!-~]{1,2048}$/.test(encryption.kmsKeyId)
  ) {
    refuse(names.serverSideEncryption, 'must have a key id or ARN of visible ASCII characters, or none');
  }
}
