/** Where a bucket is and who may use it. The library reads no environment: the caller passes this. */
export type StoreConfig = {
  /** Origin of the S3 API that this process uses, as a URL: `https://s3.eu-central-1.amazonaws.com`. */
  endpoint: string;
  /** Origins that browsers use, when they differ; signed URLs carry the first unless told otherwise. @default [endpoint] */
  publicEndpoints?: readonly string[];
  region: string;
  bucket: string;
  credentials: Credentials;
  /** Credentials that sign what clients send (POST, PUT, parts); without read access where the store allows. @default credentials */
  uploadCredentials?: Credentials;
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. @default true for IP addresses and localhost */
  forcePathStyle?: boolean;
};

export type Credentials = {
  accessKeyId: string;
  secretAccessKey: string;
  /** Temporary credentials. */
  sessionToken?: string;
  /** When temporary credentials end; no URL outlives them. */
  expiresAt?: Date;
};
