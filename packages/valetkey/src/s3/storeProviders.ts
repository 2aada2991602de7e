/** A kind of store that `S3_PROVIDER` can name: what follows from the name, so that nobody has to look it up. */
export type StoreProvider = {
  label: string;
  /** Host of the S3 API in a region; `null` where it is the account's own and `S3_ENDPOINT` must name it. */
  hostOf: ((region: string) => string) | null;
  /** What `S3_ENDPOINT` looks like there, for messages. */
  endpointExample: string;
  /** @default none: `S3_REGION` must be given */
  defaultRegion?: string;
  /** Set where the host name does not say it. */
  forcePathStyle?: boolean;
  /** Recognises the provider by the host of an endpoint. */
  host?: RegExp;
};

export type StoreProviderName =
  | 'aws'
  | 'digitalocean'
  | 'linode'
  | 'r2'
  | 'b2'
  | 'gcs'
  | 'wasabi'
  | 'minio'
  | 'ceph';

export const storeProviders: Readonly<Record<StoreProviderName, StoreProvider>> = {
  aws: {
    label: 'Amazon S3',
    hostOf: (region) => `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`,
    endpointExample: 's3.eu-central-1.amazonaws.com',
    defaultRegion: 'us-east-1',
    host: /(^|\.)amazonaws\.com(\.cn)?$/,
  },
  digitalocean: {
    label: 'DigitalOcean Spaces',
    hostOf: (region) => `${region}.digitaloceanspaces.com`,
    endpointExample: 'fra1.digitaloceanspaces.com',
    host: /(^|\.)digitaloceanspaces\.com$/,
  },
  linode: {
    label: 'Linode Object Storage',
    hostOf: (region) => `${region}.linodeobjects.com`,
    endpointExample: 'eu-central-1.linodeobjects.com',
    host: /(^|\.)linodeobjects\.com$/,
  },
  r2: {
    label: 'Cloudflare R2',
    hostOf: null,
    endpointExample: 'ACCOUNT_ID.r2.cloudflarestorage.com',
    defaultRegion: 'auto',
    host: /(^|\.)r2\.cloudflarestorage\.com$/,
  },
  b2: {
    label: 'Backblaze B2',
    hostOf: (region) => `s3.${region}.backblazeb2.com`,
    endpointExample: 's3.eu-central-003.backblazeb2.com',
    host: /(^|\.)backblazeb2\.com$/,
  },
  gcs: {
    label: 'Google Cloud Storage',
    hostOf: () => 'storage.googleapis.com',
    endpointExample: 'storage.googleapis.com',
    defaultRegion: 'auto',
    host: /(^|\.)storage\.googleapis\.com$/,
  },
  wasabi: {
    label: 'Wasabi',
    hostOf: (region) => `s3.${region}.wasabisys.com`,
    endpointExample: 's3.eu-central-1.wasabisys.com',
    host: /(^|\.)wasabisys\.com$/,
  },
  minio: {
    label: 'MinIO',
    hostOf: null,
    endpointExample: 'https://minio.example.com',
    defaultRegion: 'us-east-1',
    forcePathStyle: true,
  },
  ceph: {
    label: 'Ceph',
    hostOf: null,
    endpointExample: 'https://rgw.example.com',
    defaultRegion: 'us-east-1',
    forcePathStyle: true,
  },
};

export function isStoreProviderName(name: string): name is StoreProviderName {
  return Object.hasOwn(storeProviders, name);
}

/** The provider whose host names an endpoint has; `null` for stores that are somebody's own. */
export function findStoreProvider(endpoint: string): StoreProviderName | null {
  if (!URL.canParse(endpoint)) return null;
  const { hostname } = new URL(endpoint);
  const found = Object.entries(storeProviders).find(([, { host }]) => host?.test(hostname) === true);
  return found === undefined ? null : (found[0] as StoreProviderName);
}
