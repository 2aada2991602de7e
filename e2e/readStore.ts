import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { System } from './startSystem.ts';

export type StoreAccess = { client: S3Client; bucket: string; endpoint: string };

/** The store behind a system, through the AWS SDK: the tests' own pair of eyes. `null` when its credentials are not known. */
export async function readStore(system: System): Promise<StoreAccess | null> {
  const settings = process.env.S3_ENDPOINT ? fromEnvironment() : await embeddedStore(system.dataDir);
  if (!settings) return null;
  const endpoint = /^https?:/.test(settings.endpoint) ? settings.endpoint : `https://${settings.endpoint}`;
  const client = new S3Client({
    endpoint,
    region: settings.region,
    forcePathStyle: true,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
  });
  return { client, bucket: settings.bucket, endpoint };
}

type Settings = Record<'endpoint' | 'region' | 'bucket' | 'accessKeyId' | 'secretAccessKey', string>;

function fromEnvironment(): Settings {
  const { env } = process;
  return {
    endpoint: env.S3_ENDPOINT ?? '',
    region: env.S3_REGION ?? 'us-east-1',
    bucket: env.S3_BUCKET_NAME ?? '',
    accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
  };
}

/** The supervisor keeps the embedded store's address and keys here, readable for its own user only. */
async function embeddedStore(dataDir: string): Promise<Settings | null> {
  if (!dataDir) return null;
  const text = await readFile(path.join(dataDir, 'store.json'), 'utf8').catch(() => 'null');
  return JSON.parse(text) as Settings | null;
}
