import { ValetKeyError } from '../protocol/index.ts';
import { encryptionHeaders } from './encryptionHeaders.ts';
import { resolveEndpoint } from './resolveEndpoint.ts';
import type { Credentials, StoreConfig } from './StoreConfig.ts';

/** Option names as the caller knows them: fields of {@link StoreConfig}, or variables of the environment. */
export type StoreOptionNames = Record<
  | 'endpoint'
  | 'publicEndpoints'
  | 'region'
  | 'bucket'
  | 'credentials'
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
  uploadCredentials: 'uploadCredentials',
  serverSideEncryption: 'serverSideEncryption',
};

function refuse(option: string, expectation: string): never {
  throw new ValetKeyError('INVALID_OPTION', `${option} ${expectation}.`, { details: { option } });
}

function checkCredentials(credentials: Credentials, option: string): void {
  const { accessKeyId, secretAccessKey, sessionToken = 'none' } = credentials ?? {};
  // No value is repeated in a message.
  for (const [what, value] of Object.entries({ accessKeyId, secretAccessKey, sessionToken })) {
    if (typeof value !== 'string' || !/^[!-~]+$/.test(value)) {
      refuse(option, `must have its ${what} of visible ASCII characters`);
    }
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
    !/^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/.test(config.bucket)
  ) {
    refuse(names.bucket, 'must be a bucket name: 3 to 63 letters, digits, hyphens and single dots');
  }
  if (typeof config.region !== 'string' || !/^[A-Za-z0-9-]{1,64}$/.test(config.region)) {
    refuse(names.region, 'must be a region name like eu-central-1: letters, digits and hyphens');
  }
  resolveEndpoint(config.endpoint, config, names.endpoint);
  for (const endpoint of config.publicEndpoints ?? []) {
    resolveEndpoint(endpoint, config, names.publicEndpoints);
  }
  checkCredentials(config.credentials, names.credentials);
  if (config.uploadCredentials !== undefined) {
    checkCredentials(config.uploadCredentials, names.uploadCredentials);
  }
  const encryption = encryptionHeaders(config.serverSideEncryption).map(([, value]) => value);
  if (!/^(AES256|aws:kms( [!-~]+)?)?$/.test(encryption.join(' '))) {
    refuse(
      names.serverSideEncryption,
      'must be AES256 or aws:kms, with a key of visible ASCII characters or none',
    );
  }
}
