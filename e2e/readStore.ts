import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { System } from './startSystem.ts';

export type StoreAccess = { client: S3Client; bucket: string; endpoint: string };

/** The store behind a system, through the AWS SDK: the tests' own pair of eyes. `null` when its credentials are not known. */
export async function readStore(system: System): Promise<StoreAccess | null> {
  const settings = process.env.S3_ENDPOINT ? process.env : await embeddedSettings(system.dataDir);
  const { S3_ENDPOINT: endpoint, S3_BUCKET_NAME: bucket } = settings;
  if (!endpoint || !bucket) return null;
  const url = /^https?:/.test(endpoint) ? endpoint : `https://${endpoint}`;
  const client = new S3Client({
    endpoint: url,
    region: settings.S3_REGION ?? 'us-east-1',
    forcePathStyle: true,
    credentials: {
      accessKeyId: settings.S3_ACCESS_KEY_ID ?? '',
      secretAccessKey: settings.S3_SECRET_ACCESS_KEY ?? '',
    },
  });
  return { client, bucket, endpoint: url };
}

async function embeddedSettings(dataDir: string): Promise<Record<string, string | undefined>> {
  if (!dataDir) return {};
  const text = await readFile(path.join(dataDir, 'store.json'), 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, string>;
}
