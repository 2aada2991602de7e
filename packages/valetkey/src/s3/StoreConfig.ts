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
  /** How the store encrypts what is written. @default what the bucket says by itself, and no header is sent */
  serverSideEncryption?: ServerSideEncryption;
};

export type ServerSideEncryption =
  | { algorithm: 'AES256' }
  | {
      algorithm: 'aws:kms';
      /** Id or ARN of the key. @default the store's own key for the bucket */
      kmsKeyId?: string;
    };

export type Credentials = {
  accessKeyId: string;
  secretAccessKey: string;
  /** Temporary credentials. */
  sessionToken?: string;
  /** When temporary credentials end; no URL outlives them. */
  expiresAt?: Date;
};
