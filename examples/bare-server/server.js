// Private uploads and downloads on node:http and nothing else. Records live in memory: see the README for PostgreSQL.
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { createMemoryRecords } from 'valetkey/memory';
import { createBucketClient, createSigner, createStoreConfig, probeStore } from 'valetkey/s3';
import { createValetKey } from 'valetkey/server';

const { PORT = '3000', API_TOKENS = 'alice:alice-token', ...env } = process.env;
const origin = `http://localhost:${PORT}`;
const users = new Map(API_TOKENS.split(',').map((pair) => [pair.split(':')[1], pair.split(':')[0]]));

const config = createStoreConfig(env); // S3_ENDPOINT, S3_REGION, S3_BUCKET_NAME, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY
const { capabilities } = await probeStore(config); // what this very store enforces decides how it is used

const valetkey = createValetKey({
  store: { signer: createSigner(config), bucketClient: createBucketClient(config), capabilities },
  records: createMemoryRecords(),
  appOrigins: [origin],
  authenticate: async (request) => {
    const userId = users.get(request.headers.get('authorization')?.replace('Bearer ', ''));
    return userId ? { userId, credential: 'token' } : null;
  },
});

createServer(async (incoming, outgoing) => {
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  const request = new Request(new URL(incoming.url, origin), {
    method: incoming.method,
    headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    ...(hasBody && { body: Readable.toWeb(incoming), duplex: 'half' }),
  });
  const response = await valetkey.handle(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(await response.text());
}).listen(Number(PORT), '127.0.0.1', () => console.log(`READY ${origin}`));

setInterval(() => valetkey.sweep().catch(console.error), 60_000).unref();
