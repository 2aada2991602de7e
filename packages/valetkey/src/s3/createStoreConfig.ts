import { ValetKeyError } from '../protocol/index.ts';
import { checkStoreConfig } from './checkStoreConfig.ts';
import type { Credentials, ServerSideEncryption, StoreConfig } from './StoreConfig.ts';
import { isStoreProviderName, type StoreProvider, storeProviders } from './storeProviders.ts';

/** The `S3_*` values as text, as an environment or a `.env` file has them. Empty counts as absent. */
export type StoreValues = {
  /** `aws`, `digitalocean`, `linode`, `r2`, `b2`, `gcs`, `wasabi`, `minio` or `ceph`: fills in what follows from the name. */
  S3_PROVIDER?: string | undefined;
  /** Host (https is assumed) or origin of the S3 API. @default that of S3_PROVIDER in the region */
  S3_ENDPOINT?: string | undefined;
  /** Endpoints for browsers, comma-separated, when they differ. @default S3_ENDPOINT */
  S3_PUBLIC_ENDPOINT?: string | undefined;
  /** @default us-east-1, or that of S3_PROVIDER */
  S3_REGION?: string | undefined;
  S3_BUCKET_NAME?: string | undefined;
  S3_ACCESS_KEY_ID?: string | undefined;
  S3_SECRET_ACCESS_KEY?: string | undefined;
  /** Temporary credentials. */
  S3_SESSION_TOKEN?: string | undefined;
  /** When temporary credentials end, as ISO 8601 with a time zone; no URL outlives them. */
  S3_CREDENTIALS_EXPIRE_AT?: string | undefined;
  S3_UPLOAD_ACCESS_KEY_ID?: string | undefined;
  S3_UPLOAD_SECRET_ACCESS_KEY?: string | undefined;
  /** `true` or `false`. @default true for IP addresses and localhost */
  S3_FORCE_PATH_STYLE?: string | undefined;
  /** `AES256` or `aws:kms`. @default what the bucket does by itself */
  S3_SSE?: string | undefined;
  /** Key for `aws:kms`. @default the store's own */
  S3_SSE_KMS_KEY_ID?: string | undefined;
};

export type StoreValueName = keyof StoreValues;

function read(values: StoreValues, name: StoreValueName): string | undefined {
  const value = values[name]?.trim();
  return value === '' ? undefined : value;
}

function refuse(option: StoreValueName, sentence: string): never {
  throw new ValetKeyError('INVALID_OPTION', sentence, { details: { option } });
}

function need(values: StoreValues, name: StoreValueName, expectation: string): string {
  return read(values, name) ?? refuse(name, `${name} is missing: set it to ${expectation}.`);
}

/** The article's form is a bare host; a scheme is kept when there is one. */
function toOrigin(value: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`;
  return url.replace(/\/+$/, '');
}

function readBoolean(values: StoreValues, name: StoreValueName): boolean | undefined {
  const value = read(values, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  return refuse(name, `${name} must be true or false.`);
}

function readProvider(values: StoreValues): StoreProvider | null {
  const name = read(values, 'S3_PROVIDER')?.toLowerCase();
  if (name === undefined) return null;
  if (isStoreProviderName(name)) return storeProviders[name];
  return refuse(
    'S3_PROVIDER',
    `S3_PROVIDER must be one of ${Object.keys(storeProviders).join(', ')}, or nothing.`,
  );
}

function readRegion(values: StoreValues, provider: StoreProvider | null): string {
  const region = read(values, 'S3_REGION') ?? (provider === null ? 'us-east-1' : provider.defaultRegion);
  if (region !== undefined) return region;
  // Elsewhere the endpoint says where the bucket is; then any region signs.
  if (read(values, 'S3_ENDPOINT') !== undefined) return 'us-east-1';
  return refuse(
    'S3_REGION',
    `S3_REGION is missing: set it to the region of the bucket, as in ${provider?.endpointExample}.`,
  );
}

function readEndpoint(values: StoreValues, provider: StoreProvider | null, region: string): string {
  const given = read(values, 'S3_ENDPOINT');
  if (given !== undefined) return toOrigin(given);
  if (provider?.hostOf) return `https://${provider.hostOf(region)}`;
  const example = provider?.endpointExample ?? 's3.eu-central-1.amazonaws.com';
  return refuse('S3_ENDPOINT', `S3_ENDPOINT is missing: set it to the host of the store, like ${example}.`);
}

function readCredentials(values: StoreValues): Credentials {
  const credentials: Credentials = {
    accessKeyId: need(values, 'S3_ACCESS_KEY_ID', 'the access key id of the store'),
    secretAccessKey: need(values, 'S3_SECRET_ACCESS_KEY', 'the secret access key of the store'),
  };
  const sessionToken = read(values, 'S3_SESSION_TOKEN');
  if (sessionToken !== undefined) credentials.sessionToken = sessionToken;
  const end = read(values, 'S3_CREDENTIALS_EXPIRE_AT');
  if (end === undefined) return credentials;
  const expectation =
    'must be a date and time with its time zone, like 2030-01-31T12:00:00Z: when the temporary credentials end';
  // Without a zone the same text means another moment on another machine.
  const hasZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i.test(end);
  if (!hasZone || Number.isNaN(Date.parse(end))) {
    refuse('S3_CREDENTIALS_EXPIRE_AT', `S3_CREDENTIALS_EXPIRE_AT ${expectation}.`);
  }
  if (sessionToken === undefined) {
    refuse(
      'S3_SESSION_TOKEN',
      'S3_SESSION_TOKEN is missing: credentials that end (S3_CREDENTIALS_EXPIRE_AT) come with a token.',
    );
  }
  credentials.expiresAt = new Date(end);
  return credentials;
}

function readUploadCredentials(values: StoreValues): Credentials | undefined {
  const accessKeyId = read(values, 'S3_UPLOAD_ACCESS_KEY_ID');
  const secretAccessKey = read(values, 'S3_UPLOAD_SECRET_ACCESS_KEY');
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey };
  const option = accessKeyId === undefined ? 'S3_UPLOAD_ACCESS_KEY_ID' : 'S3_UPLOAD_SECRET_ACCESS_KEY';
  return refuse(option, `${option} is missing: set both upload credentials or none.`);
}

function readEncryption(values: StoreValues): ServerSideEncryption | undefined {
  const algorithm = read(values, 'S3_SSE');
  const kmsKeyId = read(values, 'S3_SSE_KMS_KEY_ID');
  if (kmsKeyId !== undefined && algorithm !== 'aws:kms') {
    refuse('S3_SSE', 'S3_SSE must be aws:kms when S3_SSE_KMS_KEY_ID names a key.');
  }
  if (algorithm === undefined) return undefined;
  if (algorithm === 'AES256') return { algorithm };
  if (algorithm === 'aws:kms') return kmsKeyId === undefined ? { algorithm } : { algorithm, kmsKeyId };
  return refuse('S3_SSE', 'S3_SSE must be AES256 or aws:kms, or nothing for what the bucket does by itself.');
}

function readPublicEndpoints(values: StoreValues): string[] {
  return (read(values, 'S3_PUBLIC_ENDPOINT') ?? '')
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '')
    .map(toOrigin);
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
  const provider = readProvider(values);
  const region = readRegion(values, provider);
  const config: StoreConfig = {
    endpoint: readEndpoint(values, provider, region),
    region,
    bucket: need(values, 'S3_BUCKET_NAME', 'the name of the bucket'),
    credentials: readCredentials(values),
  };
  const publicEndpoints = readPublicEndpoints(values);
  if (publicEndpoints.length > 0) config.publicEndpoints = publicEndpoints;
  const uploadCredentials = readUploadCredentials(values);
  if (uploadCredentials !== undefined) config.uploadCredentials = uploadCredentials;
  const forcePathStyle = readBoolean(values, 'S3_FORCE_PATH_STYLE') ?? provider?.forcePathStyle;
  if (forcePathStyle !== undefined) config.forcePathStyle = forcePathStyle;
  const serverSideEncryption = readEncryption(values);
  if (serverSideEncryption !== undefined) config.serverSideEncryption = serverSideEncryption;
  checkStoreConfig(config, {
    endpoint: 'S3_ENDPOINT',
    publicEndpoints: 'S3_PUBLIC_ENDPOINT',
    region: 'S3_REGION',
    bucket: 'S3_BUCKET_NAME',
    credentials: 'S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and S3_SESSION_TOKEN',
    uploadCredentials: 'S3_UPLOAD_ACCESS_KEY_ID and S3_UPLOAD_SECRET_ACCESS_KEY',
    serverSideEncryption: 'S3_SSE and S3_SSE_KMS_KEY_ID',
  });
  return config;
}
