import { createBucketClient, createSigner } from '../../s3/index.ts';
import { sendPatiently } from '../bucket/askStore.ts';
import { type Examination, type Finding, finding, ok } from './Finding.ts';

/** Whether browsers reach the same bucket under the names that they are given. */
export async function checkEndpoints(examination: Examination): Promise<Finding[]> {
  const { config, origins, outside, newKey } = examination;
  const endpoints = config.publicEndpoints?.length ? config.publicEndpoints : [config.endpoint];
  const findings: Finding[] = [];
  const body = newKey('files');
  const key = newKey('files');
  const client = createBucketClient(config, { fetch: outside.fetch, clock: outside.clock });
  await client.putObject({ key, body, contentType: 'text/plain', signal: outside.signal });
  for (const endpoint of endpoints) {
    const url = new URL(endpoint);
    const signer = createSigner({ ...config, publicEndpoints: [endpoint] }, { clock: outside.clock });
    const { signedUrl } = signer.presignGetObject({
      key,
      responseContentType: 'text/plain',
      responseContentDisposition: 'attachment',
      expiresInSeconds: 120,
    });
    const response = await sendPatiently(outside, signedUrl, {}).catch((error: unknown) => {
      outside.signal.throwIfAborted();
      return error as Error;
    });
    const isSame = response instanceof Response && response.ok && (await response.text()) === body;
    findings.push(
      isSame
        ? ok('endpoint', `a signed URL at ${endpoint} reads what was written at ${config.endpoint}`)
        : finding('error', 'endpoint', {
            what: `A signed URL at ${endpoint} does not read what was written at ${config.endpoint} (${response instanceof Response ? `answered ${response.status}` : 'no answer'}).`,
            why: 'Browsers are given that name; a proxy that changes Host or path breaks the signature.',
            fix: 'Let S3_PUBLIC_ENDPOINT name the same bucket, and let proxies pass Host and path unchanged.',
          }),
    );
    for (const origin of origins) {
      const app = new URL(origin);
      if (
        app.protocol === 'https:' &&
        url.protocol === 'http:' &&
        url.hostname !== 'localhost' &&
        !url.hostname.startsWith('127.')
      ) {
        findings.push(
          finding('error', 'endpoint.mixed_content', {
            what: `${origin} is https, and browsers are sent to ${endpoint}, which is not.`,
            why: 'Browsers block it as mixed content.',
            fix: 'Give S3_PUBLIC_ENDPOINT an https name.',
          }),
        );
      }
      if (app.hostname === url.hostname) {
        findings.push(
          finding('warning', 'endpoint.cookies', {
            what: `The app and the store have the same host name, ${url.hostname}.`,
            why: 'Cookies know no ports: browsers send the session cookie to the store as well.',
            fix: 'Give one of them another name; on one machine the app is localhost and the store 127.0.0.1.',
          }),
        );
      }
    }
  }
  return findings;
}
