import { createBucketClient, createSigner } from '../../s3/index.ts';
import { sendPatiently } from '../bucket/askStore.ts';
import type { Examination } from './Finding.ts';

const content = 'valetkey';

/** Adds each header to a presigned PUT that did not sign it; names those that the store carried out. */
export async function tryUnsignedHeaders(
  examination: Pick<Examination, 'config' | 'outside' | 'newKey'>,
): Promise<string[]> {
  const { config, outside, newKey } = examination;
  const { signal } = outside;
  const client = createBucketClient(config, { fetch: outside.fetch, clock: outside.clock });
  const signer = createSigner({ ...config, publicEndpoints: [config.endpoint] }, { clock: outside.clock });
  const sourceKey = newKey('files');
  await client.putObject({ key: sourceKey, body: 'another file', contentType: 'text/plain', signal });
  const headers: Record<string, string> = {
    'x-amz-copy-source': `/${config.bucket}/${sourceKey}`,
    'x-amz-acl': 'public-read',
    'x-amz-grant-read': 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
    'x-amz-meta-probe': '1',
  };
  const tried = await Promise.all(
    Object.entries(headers).map(async ([name, value]) => {
      const key = newKey('incoming');
      const put = signer.presignPutObject({
        key,
        contentType: 'text/plain',
        contentLength: content.length,
        expiresInSeconds: 120,
      });
      const response = await sendPatiently(outside, put.signedUrl, {
        method: 'PUT',
        headers: { ...put.headers, [name]: value },
        body: content,
      });
      await response.body?.cancel();
      const isStored = response.ok || (await client.headObject({ key, signal })) !== null;
      return isStored ? [name] : [];
    }),
  );
  return tried.flat();
}
