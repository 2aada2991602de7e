import { createBucketClient, createSigner, type StoreConfig } from '../../s3/index.ts';
import type { Outside } from '../bucket/askStore.ts';
import type { Progress } from '../createProgress.ts';
import { type Finding, finding, ok } from './Finding.ts';
import { findChromium, openChromium } from './openChromium.ts';

type Answer = { status: number; etag: string | null; error: string | null };

/** Runs in the page: what a part upload does, and reads. */
const script = (url: string, headers: Readonly<Record<string, string>>) => `
  fetch(${JSON.stringify(url)}, { method: 'PUT', headers: ${JSON.stringify(headers)}, body: 'x' })
    .then((response) => ({ status: response.status, etag: response.headers.get('etag'), error: null }))
    .catch((error) => ({ status: 0, etag: null, error: String(error) }))`;

/** Uploads from a page of each origin in a real browser: the page is made up on the spot, the requests are not. */
export async function checkBrowser(input: {
  config: StoreConfig;
  origins: readonly string[];
  outside: Outside;
  env: Readonly<Record<string, string | undefined>>;
  progress: Progress;
}): Promise<Finding[]> {
  const { config, origins, outside, env, progress } = input;
  const path = await findChromium(env);
  if (path === null) {
    return [
      finding('note', 'browser.missing', {
        what: 'No Chromium or Chrome was found, so no browser was asked.',
        why: 'The preflights were tried without one.',
        fix: 'Install one, or name it:',
        exact: 'CHROME_PATH=/usr/bin/chromium',
      }),
    ];
  }
  progress.say('uploading from a browser');
  const client = createBucketClient(config, { fetch: outside.fetch, clock: outside.clock });
  const signer = createSigner(config, { clock: outside.clock });
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  const findings: Finding[] = [];
  const browser = await openChromium(path, outside.signal);
  try {
    for (const origin of origins) {
      const id = Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => alphabet[byte % 32]).join(
        '',
      );
      const key = `incoming/${id}`;
      const { signedUrl, headers } = signer.presignPutObject({
        key,
        contentType: 'text/plain',
        contentLength: 1,
        expiresInSeconds: 120,
      });
      try {
        const { status, etag, error } = await browser.evaluate<Answer>(origin, script(signedUrl, headers));
        findings.push(
          status === 200 && etag !== null
            ? ok('browser', `Chromium at ${origin} uploads to ${new URL(signedUrl).origin} and reads ETag`)
            : finding('error', 'browser', {
                what: `Chromium at ${origin} could not upload to ${new URL(signedUrl).origin} (${error ?? `status ${status}, ETag ${etag ?? 'hidden'}`}).`,
                why: 'Neither can your users.',
                fix: 'See the findings about CORS, TLS and endpoints.',
              }),
        );
      } finally {
        await client.deleteObject({ key });
      }
    }
  } finally {
    await browser.close();
  }
  return findings;
}
