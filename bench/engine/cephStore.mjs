// A real Ceph gateway (Debian's) behind a line of our own, in a process of its own: what the browser sends goes through here, byte by
// byte, delayed and capped as the parent says, and is counted by S3's name of it. The gateway is told the names that the
// browser used, so that signatures hold.
import { createServer, request } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createBucketClient } from 'valetkey/s3';
import { startCeph } from '../../scripts/stores/startCeph.mjs';
import { bucket, region } from './credentials.mjs';

let line = { latencyMs: 0, bytesPerSecond: 0, operations: [] };
let counts = {};
let stored = [];

const ceph = await startCeph({ dnsNames: ['one.localhost', 'two.localhost'] });
const { accessKeyId, secretAccessKey } = ceph;
const { hostname, port: gatewayPort } = new URL(ceph.endpoint);
const credentials = { accessKeyId, secretAccessKey };
const bucketClient = createBucketClient({
  endpoint: ceph.endpoint,
  region,
  bucket,
  credentials,
  forcePathStyle: true,
});
await bucketClient.createBucket();

function operationOf({ method, headers, url }) {
  const { searchParams } = new URL(url, ceph.endpoint);
  if (method === 'OPTIONS') return 'Preflight';
  if (method === 'POST' && searchParams.has('uploads')) return 'CreateMultipartUpload';
  if (method === 'POST' && searchParams.has('uploadId')) return 'CompleteMultipartUpload';
  if (method === 'POST') return 'PostObject';
  if (method === 'PUT' && searchParams.has('partNumber')) return 'UploadPart';
  if (method === 'PUT') return headers['x-amz-copy-source'] ? 'CopyObject' : 'PutObject';
  if (method === 'GET' && searchParams.has('uploadId')) return 'ListParts';
  return method === 'HEAD' ? 'HeadObject' : 'Other';
}

/** Lets bytes pass at the speed of the line. */
function capped(bytesPerSecond) {
  const begin = performance.now();
  let passed = 0;
  return new Transform({
    highWaterMark: 64 * 1024,
    transform(bytes, _, done) {
      passed += bytes.length;
      const due = (passed / bytesPerSecond) * 1_000 - (performance.now() - begin);
      if (due > 1) setTimeout(() => done(null, bytes), due);
      else done(null, bytes);
    },
  });
}

const server = createServer(async (incoming, outgoing) => {
  const operation = operationOf(incoming);
  const isOnLine = line.operations.includes(operation);
  if (isOnLine) {
    counts[operation] = (counts[operation] ?? 0) + 1;
    if (operation === 'UploadPart')
      stored.push(Number(new URL(incoming.url, ceph.endpoint).searchParams.get('partNumber')));
    if (line.latencyMs > 0) await wait(line.latencyMs);
  }
  const { method, url, headers } = incoming;
  const onward = request({ hostname, port: gatewayPort, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    pipeline(answer, outgoing).catch(() => {});
  });
  onward.on('error', () => outgoing.destroy());
  const stages = isOnLine && line.bytesPerSecond > 0 ? [capped(line.bytesPerSecond)] : [];
  await pipeline(incoming, ...stages, onward).catch(() => onward.destroy());
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

/** Its disk is a file of 16 GiB, and what is deleted stays there until the garbage is collected. */
async function empty() {
  const uploads = [];
  for await (const upload of bucketClient.listMultipartUploads({ prefix: '' })) uploads.push(upload);
  for (const { key, uploadId } of uploads) await bucketClient.abortMultipartUpload({ key, uploadId });
  const keys = [];
  for await (const { key } of bucketClient.listObjects({ prefix: '' })) keys.push(key);
  while (keys.length > 0) await bucketClient.deleteObjects({ keys: keys.splice(0, 1_000) });
  ceph.admin(['gc', 'process', '--include-all']);
}

process.on('message', async (message) => {
  if (message.isEmptied) await empty();
  if (message.line) {
    line = message.line;
    counts = {};
    stored = [];
  }
  process.send({ counts, parts: stored });
});
process.on('disconnect', async () => {
  await ceph.stop();
  process.exit();
});
process.send({ port: server.address().port, credentials, name: ceph.name });
