// The app server: one page for each engine, our handlers, and the handshakes of the others. Counts calls, adds the line's
// latency to them.
//
// argv: the store's port, the folder of page scripts, the folder of installed peers ('' for none)
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { AwsClient } from 'aws4fetch';
import { createMemoryRecords } from 'valetkey/memory';
import { createBucketClient, createSigner, probeStore } from 'valetkey/s3';
import { createValetKey } from 'valetkey/server';
import { accessKeyId, bucket, region, secretAccessKey } from './credentials.mjs';

const [, , storePort, scripts, peers] = process.argv;
const storeOrigin = `http://127.0.0.1:${storePort}`;
const names = ['127.0.0.1', 'one.localhost', 'two.localhost'].map((host) => `http://${host}:${storePort}`);
const config = {
  endpoint: storeOrigin,
  region,
  bucket,
  forcePathStyle: true,
  credentials: { accessKeyId, secretAccessKey },
};
const bucketClient = createBucketClient(config);
const signer = createSigner(config);
let latencyMs = 0;
let calls = {};

await bucketClient.putBucketCors({
  rules: [
    {
      allowedOrigins: ['*'],
      allowedMethods: ['PUT', 'POST', 'GET', 'HEAD', 'DELETE'],
      allowedHeaders: ['*'],
      exposeHeaders: ['ETag', 'Location'],
      maxAgeSeconds: 3_000,
    },
  ],
});
const { capabilities } = await probeStore(config);
const types = [
  { extensions: ['jpg'], declared: ['image/jpeg'], detected: ['image/jpeg'] },
  { extensions: ['mp4'], declared: ['video/mp4'], detected: ['video/mp4'] },
];
const ours = (basePath, publicEndpoints) =>
  createValetKey({
    basePath,
    profiles: { default: { maxSizeBytes: 2 ** 40, types } },
    store: { signer: createSigner({ ...config, publicEndpoints }), bucketClient, capabilities },
    records: createMemoryRecords(),
    authenticate: async () => ({ userId: 'bench' }),
    appOrigins: [`http://127.0.0.1:${port}`],
    // As the portal does it: bytes are verified by the worker.
    verification: 'worker',
    onError: (error) => console.error(error),
  });
const json = (value) =>
  new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } });

const createId = () =>
  Array.from(randomBytes(26), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('');
const presigner = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' });
async function presign(method, key, query = {}) {
  const url = new URL(`${storeOrigin}/${bucket}/${key}`);
  url.search = new URLSearchParams({ ...query, 'X-Amz-Expires': '900' }).toString();
  return (await presigner.sign(url, { method, aws: { signQuery: true } })).url;
}

/** What each engine asks its own app server, by path. */
const handlers = {
  async '/raw'(request) {
    const { count, contentType } = await request.json();
    return json(
      Array.from({ length: count }, () =>
        signer.presignPutObject({ key: `incoming/${createId()}`, contentType, expiresInSeconds: 900 }),
      ),
    );
  },
  async '/raw-parts'(request) {
    const { partCount } = await request.json();
    const key = `files/${createId()}`;
    const { uploadId } = await bucketClient.createMultipartUpload({
      key,
      contentType: 'video/mp4',
      metadata: {},
    });
    const parts = Array.from({ length: partCount }, (_, index) => index + 1);
    const urls = await Promise.all(parts.map((partNumber) => presign('PUT', key, { partNumber, uploadId })));
    return json({ key, uploadId, urls });
  },
  async '/raw-complete'(request) {
    const { key, uploadId } = await request.json();
    const parts = await bucketClient.listParts({ key, uploadId });
    await bucketClient.completeMultipartUpload({ key, uploadId, parts });
    return json({});
  },
  async '/credentials'() {
    return json({ credentials: { accessKeyId, secretAccessKey }, region });
  },
  async '/uppy'(request) {
    const { method, key, uploadId, partNumber } = await request.json();
    const query = uploadId
      ? { ...(partNumber ? { partNumber } : {}), uploadId }
      : method === 'POST'
        ? { uploads: '' }
        : {};
    return json({ url: await presign(method, key, query) });
  },
  /** It names the host that it signs without its port, which holds on ports 80 and 443 alone: here the port is put in. */
  async '/evaporate'(request) {
    const query = new URL(request.url).searchParams;
    const { hostname, host } = new URL(storeOrigin);
    const canonical = query.get('canonical_request').replace(`\nhost:${hostname}\n`, `\nhost:${host}\n`);
    const digest = createHash('sha256').update(canonical).digest('hex');
    const toSign = query.get('to_sign').replace(/[^\n]+$/, digest);
    const steps = [query.get('datetime').slice(0, 8), region, 's3', 'aws4_request'];
    const key = steps.reduce(
      (secret, step) => createHmac('sha256', secret).update(step).digest(),
      `AWS4${secretAccessKey}`,
    );
    return new Response(createHmac('sha256', key).update(toSign).digest('hex'));
  },
};

/** Peers bring handlers of their own; one that does not load is reported where it is used. */
async function addPeers() {
  const load = (name) =>
    import(pathToFileURL(path.join(peers, 'load.mjs'))).then((module) => module.default(name));
  const attempts = {
    async '/better-upload'() {
      const { handleRequest, route } = await load('@better-upload/server');
      const { custom } = await load('@better-upload/server/clients');
      const limits = { multipleFiles: true, maxFiles: 10_000, maxFileSize: 1e12 };
      const client = custom({
        host: new URL(storeOrigin).host,
        secure: false,
        forcePathStyle: true,
        region,
        accessKeyId,
        secretAccessKey,
      });
      const routes = { files: route(limits), big: route({ ...limits, multipart: true }) };
      return (request) => handleRequest(request, { client, bucketName: bucket, routes });
    },
    async '/pushduck'() {
      const { createUploadConfig } = await load('pushduck/server');
      const { s3 } = createUploadConfig()
        .provider('s3Compatible', {
          endpoint: storeOrigin,
          bucket,
          region,
          forcePathStyle: true,
          accessKeyId,
          secretAccessKey,
        })
        .build();
      return s3.createRouter({ files: s3.file() }).handlers.POST;
    },
  };
  for (const [route, attempt] of Object.entries(attempts)) {
    handlers[route] = await attempt().catch((error) => () => new Response(String(error), { status: 500 }));
  }
}
if (peers) await addPeers();

const page = (
  engine,
) => `<!doctype html><meta charset="utf-8"><title>${engine}</title><input type="file" multiple>
<progress max="1" value="0"></progress><div id="root"></div><script>
window.longTasks = [];
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] });
const bar = document.querySelector('progress');
window.context = { storeOrigin: ${JSON.stringify(storeOrigin)}, bucket: ${JSON.stringify(bucket)}, region: ${JSON.stringify(region)},
  accessKeyId: ${JSON.stringify(accessKeyId)}, progress(sent, total) { bar.value = total ? sent / total : 0; } };
window.go = async (options) => { Object.assign(context, options); longTasks.length = 0; const start = performance.now();
  context.storedAt = 0; await upload([...document.querySelector('input').files], context);
  const end = performance.now(); return { stored: (context.storedAt || end) - start, all: end - start }; };
</script><script ${engine === 'valetkey' ? 'type="module"' : ''} src="/scripts/${engine}.js"></script><script type="module">window.isReady = true</script>`;

async function answer(request) {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/pages/'))
    return new Response(page(pathname.slice(7)), { headers: { 'content-type': 'text/html' } });
  if (pathname.startsWith('/scripts/'))
    return new Response(readFileSync(path.join(scripts, pathname.slice(9))), {
      headers: { 'content-type': 'text/javascript' },
    });
  const isOurs = /^\/(one|three)\/api\//.exec(pathname);
  const handle = isOurs ? (inner) => engines[isOurs[1]].handle(inner) : handlers[pathname];
  if (!handle) return new Response(null, { status: 404 });
  const name = `${request.method} ${pathname.replace(/\/[0-9a-z]{20,}/i, '/ID')}`;
  calls[name] = (calls[name] ?? 0) + 1;
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  return handle(request);
}

const server = createServer(async (incoming, outgoing) => {
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'DELETE';
  const request = new Request(`http://127.0.0.1:${port}${incoming.url}`, {
    method: incoming.method,
    headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    ...(hasBody ? { body: await text(incoming) } : {}),
  });
  const response = await answer(request).catch((error) => new Response(String(error.stack), { status: 500 }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();
const engines = { one: ours('/one/api', [storeOrigin]), three: ours('/three/api', names) };

process.on('message', (message) => {
  if (message.line) {
    latencyMs = message.line.latencyMs;
    calls = {};
  }
  process.send({ calls });
});
process.on('disconnect', () => process.exit());
process.send({ port });
