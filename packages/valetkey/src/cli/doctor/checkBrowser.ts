import {
  type Clock,
  createBucketClient,
  createSigner,
  type StoreCapabilities,
  type StoreConfig,
} from '../../s3/index.ts';
import type { Outside } from '../bucket/askStore.ts';
import { createKeyring, type Keyring } from '../bucket/createKeyring.ts';
import type { Progress } from '../createProgress.ts';
import { type Finding, finding, ok } from './Finding.ts';
import { findChromium, openChromium } from './openChromium.ts';

/** SHA-256 of the one byte that is sent. */
const sha256OfX = 'LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=';

type Asked = {
  name: string;
  url: string;
  method: 'PUT' | 'POST' | 'GET';
  headers: Readonly<Record<string, string>>;
  /** Of a form; a PUT sends one byte. */
  fields?: Readonly<Record<string, string>>;
};
type Answer = { name: string; status: number; etag: string | null };

/** Runs in the page, one after the other: what uploads and downloads of ours do, and read. */
const script = (asked: readonly Asked[]) => `(async () => {
  const answers = [];
  for (const { name, url, method, headers, fields } of ${JSON.stringify(asked)}) {
    let body = method === 'PUT' ? 'x' : undefined;
    if (fields) {
      body = new FormData();
      for (const [field, value] of Object.entries(fields)) body.append(field, value);
      body.append('file', new Blob(['x']), 'x');
    }
    answers.push(await fetch(url, { method, headers, body }).then(
      (response) => ({ name, status: response.status, etag: response.headers.get('etag') }),
      () => ({ name, status: 0, etag: null }),
    ));
  }
  return answers;
})()`;

/** Each kind of request that the store can do, with each header that we use: a browser asks it by a preflight of its own. */
function requestsFor(
  config: StoreConfig,
  capabilities: StoreCapabilities,
  keyring: Keyring,
  clock: Clock,
): Asked[] {
  const signer = createSigner(config, { clock });
  const upload = { contentType: 'text/plain', contentLength: 1, expiresInSeconds: 120 };
  const put = (name: string, more: object = {}): Asked => {
    const { signedUrl, headers } = signer.presignPutObject({
      key: keyring.newKey('incoming'),
      ...upload,
      ...more,
    });
    return { name, url: signedUrl, method: 'PUT', headers };
  };
  const asked = [put('PUT with content-type')];
  if (capabilities.conditionalPut) asked.push(put('PUT with if-none-match', { ifNoneMatch: true }));
  asked.push(put('PUT with x-amz-checksum-sha256', { checksumSha256: sha256OfX }));
  if (capabilities.postPolicy) {
    const { signedUrl, fields } = signer.presignPost({ key: keyring.newKey('incoming'), ...upload });
    asked.push({ name: 'POST', url: signedUrl, method: 'POST', headers: {}, fields });
  }
  return asked;
}

/** Uploads from a page of each origin in a real browser: the page is made up on the spot, the requests are not. */
export async function checkBrowser(input: {
  config: StoreConfig;
  /** What the store can do: only that is asked for. */
  capabilities: StoreCapabilities;
  origins: readonly string[];
  outside: Outside;
  env: Readonly<Record<string, string | undefined>>;
  progress: Progress;
}): Promise<Finding[]> {
  const { config, capabilities, origins, outside, env, progress } = input;
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
  const keyring = createKeyring();
  const findings: Finding[] = [];
  const browser = await openChromium(path, outside.signal);
  try {
    const readKey = keyring.newKey('files');
    await client.putObject({ key: readKey, body: 'x', contentType: 'text/plain', signal: outside.signal });
    for (const origin of origins) {
      const { signedUrl } = createSigner(config, { clock: outside.clock }).presignGetObject({
        key: readKey,
        responseContentType: 'text/plain',
        responseContentDisposition: 'attachment',
        expiresInSeconds: 120,
      });
      const get: Asked = {
        name: 'GET with range',
        url: signedUrl,
        method: 'GET',
        headers: { range: 'bytes=0-0' },
      };
      const asked = [...requestsFor(config, capabilities, keyring, outside.clock), get];
      const answers = await browser.evaluate<Answer[]>(origin, script(asked));
      const store = new URL(signedUrl).origin;
      const failed = answers.filter(({ status }) => status < 200 || status > 299);
      const isEtagHidden = failed.length === 0 && answers[0]!.etag === null;
      findings.push(
        failed.length === 0 && !isEtagHidden
          ? ok(
              'browser',
              `Chromium at ${origin} may ${answers.map(({ name }) => name).join(', ')} at ${store}, and reads ETag`,
            )
          : finding('error', 'browser', {
              what: isEtagHidden
                ? `Chromium at ${origin} does not see the ETag of an upload to ${store}.`
                : `Chromium at ${origin} failed at ${store}: ${failed.map(({ name, status }) => `${name} (${status === 0 ? 'refused before it was sent, or its answer hidden' : `status ${status}`})`).join(', ')}.`,
              why: 'So do the browsers of your users.',
              fix: 'See the findings about CORS, TLS and endpoints.',
            }),
      );
    }
  } finally {
    await Promise.allSettled([browser.close(), ...keyring.keys.map((key) => client.deleteObject({ key }))]);
  }
  return findings;
}
