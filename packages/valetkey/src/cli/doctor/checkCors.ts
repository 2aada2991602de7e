import { createSigner, type StoreConfig } from '../../s3/index.ts';
import { sendPatiently } from '../bucket/askStore.ts';
import { corsRuleFor, requestHeadersOf } from '../planCors.ts';
import { type Examination, type Finding, finding, ok } from './Finding.ts';

type Asked = { url: string; method: 'PUT' | 'POST' | 'GET'; origin: string; headers: readonly string[] };

const lower = (text: string | null) =>
  new Set((text ?? '').split(',').map((value) => value.trim().toLowerCase()));

async function preflight({ outside }: Examination, asked: Asked): Promise<{ isOk: boolean; detail: string }> {
  const response = await sendPatiently(outside, asked.url, {
    method: 'OPTIONS',
    headers: {
      origin: asked.origin,
      'access-control-request-method': asked.method,
      ...(asked.headers.length > 0 && { 'access-control-request-headers': asked.headers.join(',') }),
    },
  });
  await response.body?.cancel();
  const origin = response.headers.get('access-control-allow-origin');
  const methods = lower(response.headers.get('access-control-allow-methods'));
  const headers = lower(response.headers.get('access-control-allow-headers'));
  const isOk =
    response.ok &&
    (origin === asked.origin || origin === '*') &&
    // A browser takes GET and POST as allowed without being told.
    (asked.method !== 'PUT' || methods.has('put') || methods.has('*')) &&
    asked.headers.every((name) => headers.has(name) || headers.has('*'));
  return { isOk, detail: `preflight answered ${response.status}, allowed origin ${origin ?? 'none'}` };
}

function signedFor(examination: Examination, endpoint: string) {
  const { config, outside, newKey } = examination;
  const signer = createSigner({ ...config, publicEndpoints: [endpoint] }, { clock: outside.clock });
  const upload = { contentType: 'text/plain', contentLength: 1, expiresInSeconds: 120 };
  const put = () => signer.presignPutObject({ key: newKey('incoming'), ...upload });
  const get = (key: string) =>
    signer.presignGetObject({
      key,
      responseContentType: 'text/plain',
      responseContentDisposition: 'attachment',
      expiresInSeconds: 120,
    });
  return { put, get, post: () => signer.presignPost({ key: newKey('incoming'), ...upload }) };
}

function advice(config: StoreConfig, origins: readonly string[], canBeSet: boolean) {
  return canBeSet
    ? {
        fix: 'Set the rule of the app, which keeps those of others:',
        exact: `valetkey doctor --fix   # ${JSON.stringify(corsRuleFor(origins, config))}`,
        remedy: 'cors' as const,
      }
    : {
        fix: `The store has no CORS of a bucket: its operator must allow ${origins.join(', ')} with GET, PUT, POST and HEAD, the headers ${corsRuleFor(origins, config).allowedHeaders.join(', ')}, and expose ETag.`,
        exact: '',
        remedy: null,
      };
}

/** Which header a refused preflight was about, asked one by one. */
async function findRefusedHeaders(examination: Examination, asked: Asked): Promise<string[]> {
  const results = await Promise.all(
    asked.headers.map(async (name) =>
      (await preflight(examination, { ...asked, headers: [name] })).isOk ? [] : [name],
    ),
  );
  return results.flat();
}

async function checkOrigin(examination: Examination, endpoint: string, origin: string): Promise<Finding[]> {
  const { config, origins, capabilities, outside, state } = examination;
  const canBeSet = state.cors.kind === 'set' || state.cors.kind === 'none';
  const fix = advice(config, origins, canBeSet);
  const urls = signedFor(examination, endpoint);
  const upload = urls.put();
  const key = new URL(upload.signedUrl).pathname;
  const asked: Asked[] = [
    { url: upload.signedUrl, method: 'PUT', origin, headers: requestHeadersOf('PUT', config) },
    ...(capabilities?.postPolicy
      ? [
          {
            url: urls.post().signedUrl,
            method: 'POST' as const,
            origin,
            headers: requestHeadersOf('POST', config),
          },
        ]
      : []),
    {
      url: urls.get(`files/${key.slice(-26)}`).signedUrl,
      method: 'GET',
      origin,
      headers: requestHeadersOf('GET', config),
    },
  ];
  const findings: Finding[] = [];
  for (const each of asked) {
    const { isOk, detail } = await preflight(examination, each);
    if (isOk) continue;
    const bare = await preflight(examination, { ...each, headers: [] });
    const refused = bare.isOk ? await findRefusedHeaders(examination, each) : [];
    findings.push(
      finding('error', bare.isOk ? 'cors.header' : 'cors.origin', {
        what: bare.isOk
          ? `A browser at ${origin} may not send ${refused.join(', ')} with ${each.method} to ${endpoint}.`
          : `A browser at ${origin} may not send ${each.method} to ${endpoint} (${detail}).`,
        why: 'It refuses the request before a byte is sent, and shows a network error.',
        ...fix,
      }),
    );
  }
  if (findings.length > 0) return findings;

  const response = await sendPatiently(outside, upload.signedUrl, {
    method: 'PUT',
    headers: { ...upload.headers, origin },
    body: 'x',
  });
  await response.body?.cancel();
  const exposed = lower(response.headers.get('access-control-expose-headers'));
  if (!exposed.has('etag') && !exposed.has('*')) {
    findings.push(
      finding('error', 'cors.expose_etag', {
        what: `The store does not show ETag to a browser at ${origin}.`,
        why: 'Clients that read the ETag of a part (most multipart uploaders do) fail after the last byte.',
        ...fix,
      }),
    );
  }
  if (response.headers.get('access-control-allow-origin') === null) {
    findings.push(
      finding('error', 'cors.answer', {
        what: `The answer to an upload from ${origin} has no CORS headers, though the preflight allows it.`,
        why: 'The browser hides an upload that worked, and it is sent again.',
        ...fix,
      }),
    );
  }
  const refusedUrl = upload.signedUrl.replace(/X-Amz-Signature=[0-9a-f]{8}/, 'X-Amz-Signature=00000000');
  const refusal = await sendPatiently(outside, refusedUrl, {
    method: 'PUT',
    headers: { ...upload.headers, origin },
    body: 'x',
  });
  await refusal.body?.cancel();
  if (refusal.headers.get('access-control-allow-origin') === null) {
    findings.push(
      finding('note', 'cors.errors_hidden', {
        what: `Refusals carry no CORS headers: a browser at ${origin} sees a network error where a URL has ended.`,
        why: 'Our client then fetches a fresh URL and tries once more.',
      }),
    );
  }
  if (findings.every(({ severity }) => severity === 'note')) {
    findings.unshift(
      ok('cors', `a browser at ${origin} may upload to and download from ${endpoint}, and read ETag`),
    );
  }
  return findings;
}

/** Asks as browsers of the app would, at every endpoint that they use; what the rules say is read only to explain it. */
export async function checkCors(examination: Examination): Promise<Finding[]> {
  const { config, origins, state } = examination;
  const endpoints = config.publicEndpoints?.length ? config.publicEndpoints : [config.endpoint];
  const findings: Finding[] = [];
  if (state.cors.kind === 'none') {
    findings.push(
      finding('error', 'cors.missing', {
        what: 'The bucket has no CORS rules.',
        why: 'No browser may upload to it or read an answer of it.',
        ...advice(config, origins, true),
      }),
    );
  } else if (state.cors.kind === 'set') {
    if (state.cors.value.some(({ allowedOrigins }) => allowedOrigins.includes('*'))) {
      findings.push(
        finding('warning', 'cors.wildcard', {
          what: 'A CORS rule of the bucket allows every origin (*).',
          why: 'A page of anybody can use a signed URL that it got hold of, in the browser of your user.',
          fix: 'Remove the rule unless something else needs it.',
        }),
      );
    }
  } else {
    findings.push(
      finding('note', 'cors.unknown', {
        what:
          state.cors.kind === 'forbidden'
            ? 'These credentials may not read the CORS rules of the bucket.'
            : 'The store has no CORS configuration of a bucket: its operator allows origins.',
        why: 'What a browser may do is tried below all the same.',
      }),
    );
  }
  for (const endpoint of endpoints) {
    for (const origin of origins) findings.push(...(await checkOrigin(examination, endpoint, origin)));
  }
  return findings;
}
