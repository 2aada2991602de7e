import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createS3Server } from 'valetkey/testing';

/**
 * A store of our own, and a relay in front of it that counts what is read through it. Portal and worker go through the relay; whoever
 * uploads goes to the store itself.
 */
export async function startRelayedStore() {
  const folder = await mkdtemp(path.join(tmpdir(), 'valetkey-bench-derive-'));
  const keys = { accessKeyId: 'bench', secretAccessKey: 'bench-secret' };
  const store = createS3Server({ dir: folder, ...keys, buckets: ['files'], fsync: false });
  const { url } = await store.listen({ port: 0 });
  const target = Number(new URL(url).port);
  let bytes = 0;
  const sockets = new Set();
  const relay = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    far.on('data', (piece) => {
      bytes += piece.length;
    });
    near.pipe(far);
    far.pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
  });
  await new Promise((done) => relay.listen(0, '127.0.0.1', done));
  return {
    env: {
      S3_ENDPOINT: `http://127.0.0.1:${relay.address().port}`,
      S3_PUBLIC_ENDPOINT: url,
      S3_REGION: 'us-east-1',
      S3_BUCKET_NAME: 'files',
      S3_ACCESS_KEY_ID: keys.accessKeyId,
      S3_SECRET_ACCESS_KEY: keys.secretAccessKey,
      S3_FORCE_PATH_STYLE: '1',
    },
    readBytes: () => bytes,
    async stop() {
      relay.close();
      for (const socket of sockets) socket.destroy();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
