import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Grant, HandshakeResponse } from '../src/protocol/index.ts';
import { complete, handshake, png, type Rig, send, startRig } from './startRig.ts';

const MiB = 1024 * 1024;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ publicHosts: ['127.0.0.1', 'localhost'] });
});
afterAll(() => rig.close());

const hostsOf = (grant: Grant) =>
  (grant.kind === 'multipart' ? grant.parts : [grant]).map(({ signedUrl }) => new URL(signedUrl).hostname);

it('spreads files and parts over the public names of one bucket, and the store takes all of them', async () => {
  const files = [100, 200, 300, 16 * MiB].map((size) => ({ name: 'a.png', size, contentType: 'image/png' }));
  const grants = await handshake(rig, files);
  expect(grants.slice(0, 3).flatMap(hostsOf)).toEqual(['127.0.0.1', 'localhost', '127.0.0.1']);
  expect(hostsOf(grants[3]!)).toEqual(['127.0.0.1', 'localhost', '127.0.0.1', 'localhost']);
  for (const [index, { size }] of files.entries()) {
    for (const status of await send(grants[index]!, png(size))) expect(status).toBeLessThan(300);
  }
  expect((await complete(rig, grants)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

it('cuts a large file into whole rounds of the connections that two names have, as the line is', async () => {
  const ask = async (hint: object) => {
    const files = [{ name: 'film.mp4', size: 1024 * MiB, contentType: 'video/mp4' }];
    const { uploads } = await rig.json<HandshakeResponse>('POST', '/api/upload', { files, ...hint });
    return uploads[0]?.kind === 'multipart' ? uploads[0].parts.length : 0;
  };
  expect(await ask({})).toBe(84);
  expect(await ask({ connections: 1 })).toBe(98);
  expect(await ask({ connectionBytesPerSecond: 40 * MiB })).toBe(36);
  const wrong = [0, -1, 1.5, '40', null];
  for (const hint of [
    ...wrong.map((connectionBytesPerSecond) => ({ connectionBytesPerSecond })),
    ...[...wrong, 65].map((connections) => ({ connections })),
  ]) {
    const body = { files: [{ name: 'a.png', size: 9, contentType: 'image/png' }], ...hint };
    const response = await rig.call('POST', '/api/upload', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'INVALID_BODY' });
  }
});
