import { ValetKeyError } from '../protocol/index.ts';
import { checkStoreConfig } from './checkStoreConfig.ts';
import type { Credentials, StoreConfig } from './StoreConfig.ts';

/** The `S3_*` values as text, as an environment or a `.env` file has them. Empty counts as absent. */
export type StoreValues = {
  /** Host (https is assumed) or origin of the S3 API. */
  S3_ENDPOINT?: string | undefined;
  /** Endpoints for browsers, comma-separated, when they differ. @default S3_ENDPOINT */
  S3_PUBLIC_ENDPOINT?: string | undefined;
  /** @default us-east-1 */
  S3_REGION?: string | undefined;
  S3_BUCKET_NAME?: string | undefined;
  S3_ACCESS_KEY_ID?: string | undefined;
  S3_SECRET_ACCESS_KEY?: string | undefined;
  /** Temporary credentials. */
  S3_SESSION_TOKEN?: string | undefined;
  S3_UPLOAD_ACCESS_KEY_ID?: string | undefined;
  S3_UPLOAD_SECRET_ACCESS_KEY?: string | undefined;
  /** `true` or `false`. @default true for IP addresses and localhost */
  S3_FORCE_PATH_STYLE?: string | undefined;
};

type ValueName = keyof StoreValues;

function read(values: StoreValues, name: ValueName): string | undefined {
  const value = values[name]?.trim();
  return value === '' ? undefined : value;
}

function need(values: StoreValues, name: ValueName, expectation: string): string {
  const value = read(values, name);
  if (value === undefined) {
    throw new ValetKeyError('INVALID_OPTION', `${name} is missing: set it to ${expectation}.`, {
      details: { option: name },
    });
  }
  return value;
}

/** The article's form is a bare host; a scheme is kept when there is one. */
function toOrigin(value: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`;
  return url.replace(/\/+$/, '');
}

function readBoolean(values: StoreValues, name: ValueName): boolean | undefined {
  const value = read(values, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw new ValetKeyError('INVALID_OPTION', `${name} must be true or false.`, { details: { option: name } });
}

function readUploadCredentials(values: StoreValues): Credentials | undefined {
  const accessKeyId = read(values, 'S3_UPLOAD_ACCESS_KEY_ID');
  const secretAccessKey = read(values, 'S3_UPLOAD_SECRET_ACCESS_KEY');
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey };
  const option = accessKeyId === undefined ? 'S3_UPLOAD_ACCESS_KEY_ID' : 'S3_UPLOAD_SECRET_ACCESS_KEY';
  throw new ValetKeyError('INVALID_OPTION', `${option} is missing: set both upload credentials or none.`, {
    details: { option },
  });
}

/**
 * Makes a {@link StoreConfig} of `S3_*` values. The library reads no environment; the CLI and the portal pass theirs.
 *
 * @throws {ValetKeyError} `INVALID_OPTION` that names the variable and what it must be; never its value when that is secret.
 */
export function createStoreConfig(
  environment: StoreValues | Readonly<Record<string, string | undefined>>,
): StoreConfig {
  // Some frameworks declare `process.env` so that TypeScript sees nothing in common with our names.
  const values = environment as StoreValues;
  const config: StoreConfig = {
    endpoint: toOrigin(
      need(values, 'S3_ENDPOINT', 'the host of the store, like s3.eu-central-1.amazonaws.com'),
    ),
    region: read(values, 'S3_REGION') ?? 'us-east-1',
    bucket: need(values, 'S3_BUCKET_NAME', 'the name of the bucket'),
    credentials: {
      accessKeyId: need(values, 'S3_ACCESS_KEY_ID', 'the access key id of the store'),
      secretAccessKey: need(values, 'S3_SECRET_ACCESS_KEY', 'the secret access key of the store'),
    },
  };
  const sessionToken = read(values, 'S3_SESSION_TOKEN');
  if (sessionToken !== undefined) config.credentials.sessionToken = sessionToken;
  const publicEndpoints = (read(values, 'S3_PUBLIC_ENDPOINT') ?? '')
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '')
    .map(toOrigin);
  if (publicEndpoints.length > 0) config.publicEndpoints = publicEndpoints;
  const uploadCredentials = readUploadCredentials(values);
  if (uploadCredentials !== undefined) config.uploadCredentials = uploadCredentials;
  const forcePathStyle = readBoolean(values, 'S3_FORCE_PATH_STYLE');
  if (forcePathStyle !== undefined) config.forcePathStyle = forcePathStyle;
  checkStoreConfig(config, {
    endpoint: 'S3_ENDPOINT',
    publicEndpoints: 'S3_PUBLIC_ENDPOINT',
    region: 'S3_REGION',
    bucket: 'S3_BUCKET_NAME',
    credentials: 'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY',
    uploadCredentials: 'S3_UPLOAD_ACCESS_KEY_ID and S3_UPLOAD_SECRET_ACCESS_KEY',
  });
  return config;
}
