import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { signIn } from './startPortal.mjs';

/** How often a page's script would ask, in milliseconds. */
const askMs = 50;
const uploadsAtATime = 4;
const waitMs = 30 * 60_000;

/** Somebody who uploads and looks, with nothing but what a browser has. */
export async function createPerson(url, email) {
  const cookie = (await signIn(url, email)).map((pair) => pair.join('=')).join('; ');
  async function call(path, body) {
    const answer = await fetch(`${url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { cookie, origin: url, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  async function send(grant, bytes) {
    const request = async (address, options) => {
      const answer = await fetch(address, options);
      if (!answer.ok) throw new Error(`the store answered ${answer.status}: ${await answer.text()}`);
    };
    if (grant.kind === 'put')
      return request(grant.signedUrl, { method: 'PUT', headers: grant.headers, body: bytes });
    if (grant.kind === 'post') {
      const form = new FormData();
      for (const [name, value] of Object.entries(grant.fields)) form.append(name, value);
      form.append('file', new Blob([bytes]));
      return request(grant.signedUrl, { method: 'POST', body: form });
    }
    for (const { partNumber, signedUrl, headers, size } of grant.parts) {
      const start = (partNumber - 1) * grant.partSize;
      await request(signedUrl, { method: 'PUT', headers, body: bytes.subarray(start, start + size) });
    }
  }

  async function upload(name, contentType, bytes) {
    const { uploads } = await call('/api/upload', { files: [{ name, contentType, size: bytes.length }] });
    const [grant] = uploads;
    await send(grant, bytes);
    const endedAt = performance.now();
    await call('/api/upload/complete', { uploads: [{ uploadId: grant.uploadId }] });
    return { key: grant.key, endedAt };
  }

  const deadline = () => performance.now() + waitMs;

  return {
    upload,

    async uploadMany(files, make) {
      const uploaded = [];
      const left = [...files];
      const lane = async () => {
        for (let file = left.shift(); file !== undefined; file = left.shift())
          uploaded.push(await upload(file.name, file.type, await make(file)));
      };
      await Promise.all(Array.from({ length: uploadsAtATime }, lane));
      return uploaded;
    },

    /** When the bytes of each thumbnail were here. */
    async untilThumbnails(keys) {
      const seenAt = new Map();
      for (const until = deadline(); seenAt.size < keys.length; ) {
        if (performance.now() > until) throw new Error('the thumbnails did not come');
        const open = keys.filter((key) => !seenAt.has(key)).slice(0, 100);
        const { thumbnails } = await call('/api/thumbnails', { keys: open });
        await Promise.all(
          thumbnails
            .filter(({ state }) => state === 'available')
            .map(async ({ key, signedUrl }) => {
              await (await fetch(signedUrl)).arrayBuffer();
              seenAt.set(key, performance.now());
            }),
        );
        await wait(askMs);
      }
      return seenAt;
    },

    /** Until everything is made of these files and read out of them, and processors have ended. */
    async untilSettled(keys) {
      const until = deadline();
      for (const key of keys)
        for (;;) {
          if (performance.now() > until) throw new Error('the files were not settled');
          const file = await call(`/api/files/${key}`);
          const isJudged = !['reserved', 'uploaded', 'verifying'].includes(file.state);
          const isMade = file.derivatives.every(({ state }) => state !== 'pending');
          const isPicture = /^(?:image\/|application\/pdf)/.test(file.contentType);
          if (isJudged && isMade && (file.derivatives.length > 0 || !isPicture)) {
            const { extraction } = await call(`/api/files/${key}/extraction`);
            const { results } = await call(`/api/files/${key}/results`);
            const isWorked = results.every(({ state }) => state !== 'waiting' && state !== 'pending');
            if (extraction?.state !== 'pending' && isWorked) break;
          }
          await wait(askMs);
        }
    },
  };
}
