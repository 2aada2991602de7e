// The embedded store in a process of its own: every signature is checked and every byte is kept. Told by its parent what the
// line between browser and store is like, and which operations come over that line; it counts those.
import { createS3Server } from 'valetkey/testing';
import { accessKeyId, bucket, region, secretAccessKey } from './credentials.mjs';

let line = { latencyMs: 0, bytesPerSecond: 0, operations: [] };
let counts = {};
let stored = [];

const faults = {
  clockSkewSeconds: 0,
  hits: 0,
  inject: () => () => {},
  clear() {},
  release() {},
  setClockSkewSeconds() {},
  stalled: async () => {},
  effectsOf({ operation, partNumber }) {
    if (!line.operations.includes(operation)) return null;
    counts[operation] = (counts[operation] ?? 0) + 1;
    if (operation === 'UploadPart') stored.push(partNumber);
    return {
      ...(line.latencyMs > 0 ? { latencyMs: line.latencyMs } : {}),
      ...(line.bytesPerSecond > 0 ? { uploadBytesPerSecond: line.bytesPerSecond } : {}),
    };
  },
};

const server = createS3Server({
  dir: process.argv[2],
  accessKeyId,
  secretAccessKey,
  region,
  buckets: [bucket],
  // Other names of the same store, as an operator with several DNS names has them.
  hostNames: ['localhost', 'one.localhost', 'two.localhost'],
  faults,
  fsync: false,
});
const { port } = await server.listen();

process.on('message', (message) => {
  if (message.line) {
    line = message.line;
    counts = {};
    stored = [];
  }
  process.send({ counts, parts: stored });
});
process.on('disconnect', () => process.exit());
process.send({ port });
