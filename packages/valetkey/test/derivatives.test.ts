import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ThumbnailsResponse } from '../src/protocol/index.ts';
import type { DerivativeMaker, UploadRecord } from '../src/server/index.ts';
import { complete, handshake, png, type Rig, send, startRig } from './startRig.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({
    options: {
      jobsWhenAvailable: ({ id, contentType }) =>
        contentType.startsWith('image/') ? [{ name: 'derive', payload: { uploadId: id } }] : [],
      authenticate: async (request) => {
        const user = request.headers.get('cookie')?.match(/session=(\w+)/)?.[1];
        return user === undefined ? null : { userId: user, mayReadDerivatives: user === 'rita' };
      },
    },
  });
});
afterEach(() => rig.close());

async function store(): Promise<{ key: string; uploadId: string }> {
  const [grant] = await handshake(rig, [{ name: 'photo.png', size: 10, contentType: 'image/png' }]);
  await send(grant!, png(10));
  expect(await complete(rig, [grant!])).toMatchObject([{ status: 200, state: 'available' }]);
  return grant!;
}

const planned = [
  { name: 'thumb', contentType: 'image/webp' },
  { name: 'web', contentType: 'image/webp' },
];

function maker(during: (upload: UploadRecord) => Promise<void> = async () => {}): DerivativeMaker {
  return {
    plan: () => planned,
    async make({ upload, read }) {
      expect((await new Response(await read()).arrayBuffer()).byteLength).toBe(10);
      await during(upload);
      return [{ ...planned[0]!, body: bytes(`thumb of ${upload.version}`), width: 96, height: 64 }];
    },
  };
}

const derivedKeys = async () => (await rig.keys()).filter((key) => key.startsWith('derived/'));
const thumbnailsOf = async (keys: string[], as: string) =>
  (await rig.json<ThumbnailsResponse>('POST', '/api/thumbnails', { keys }, as)).thumbnails;

describe('what is made from a version', () => {
  it('is read through the reader for what is available, and what is not yet verified never is', async () => {
    await rig.close();
    const readers: string[] = [];
    rig = await startRig({
      wrapReader: (bucketClient) => ({
        getObject: (input) => {
          readers.push(input.key);
          return bucketClient.getObject(input);
        },
      }),
    });
    const { uploadId } = await store();
    expect(readers).toEqual([]);
    await rig.valetKey.derive(uploadId, maker());
    await rig.valetKey.extract(uploadId, {
      plan: () => 'text',
      extract: async ({ read }) => {
        expect((await new Response(await read()).arrayBuffer()).byteLength).toBe(10);
        return { state: 'failed', reason: 'unreadable' };
      },
    });
    expect(readers).toEqual([expect.stringMatching(/^files\//), readers[0]]);
  });

  it('is asked for when the version is available, made once, and read by its owner and by who reviews', async () => {
    const { key, uploadId } = await store();
    expect(rig.jobs).toEqual([{ name: 'derive', payload: { uploadId } }]);
    expect(await thumbnailsOf([key], 'alice')).toEqual([{ key, state: 'none' }]);
    await rig.valetKey.derive(uploadId, maker());
    await rig.valetKey.derive(
      uploadId,
      maker(() => Promise.reject(new Error('made twice'))),
    );
    expect(await derivedKeys()).toEqual([expect.stringMatching(/^derived\/[a-z2-7]{26}\/thumb$/)]);
    for (const as of ['alice', 'rita']) {
      const { signedUrl } = await rig.json<{ signedUrl: string }>(
        'GET',
        `/api/download?key=${key}&derivative=thumb`,
        undefined,
        as,
      );
      const response = await fetch(signedUrl);
      expect(await response.text()).toBe('thumb of 1');
      expect(response.headers.get('content-type')).toBe('image/webp');
      expect(response.headers.get('content-disposition')).toContain('filename="photo (thumb).webp"');
      const [thumbnail] = await thumbnailsOf([key], as);
      expect(thumbnail).toMatchObject({ key, state: 'available', version: 1, width: 96, height: 64 });
      expect(await (await fetch((thumbnail as { signedUrl: string }).signedUrl)).text()).toBe('thumb of 1');
    }
    const events = rig.records.events().filter(({ action }) => action === 'url.signed');
    expect(events.map(({ actor, purpose }) => `${actor.id} ${purpose}`)).toEqual([
      'alice preview',
      'alice thumbnail',
      'rita preview',
      'rita thumbnail',
    ]);
  });

  it('is nobody else s, and neither is it when it is not there', async () => {
    const { key, uploadId } = await store();
    await rig.valetKey.derive(uploadId, maker());
    const before = rig.records.events().length;
    const statusOf = async (as: string, name: string) =>
      (await rig.call('GET', `/api/download?key=${key}&derivative=${name}`, undefined, as)).status;
    expect(await statusOf('bob', 'thumb')).toBe(404);
    // Failed: it was planned, and nothing came of it.
    expect(await statusOf('alice', 'web')).toBe(404);
    expect(await statusOf('alice', 'poster')).toBe(404);
    expect(await thumbnailsOf([key, 'a'.repeat(26), 'x'], 'bob')).toEqual([
      { key, state: 'none' },
      { key: 'a'.repeat(26), state: 'none' },
      { key: 'x', state: 'none' },
    ]);
    // Who reviews reads what was made of it, not the file.
    expect((await rig.call('GET', `/api/download?key=${key}`, undefined, 'rita')).status).toBe(404);
    expect(rig.records.events().length).toBe(before);
  });

  it('waits for who asks while it is made', async () => {
    const { key, uploadId } = await store();
    await rig.valetKey.derive(
      uploadId,
      maker(async () => {
        const reply = await rig.call('GET', `/api/download?key=${key}&derivative=thumb`);
        expect([reply.status, (await reply.json()).code]).toEqual([409, 'NOT_YET_AVAILABLE']);
        expect(await thumbnailsOf([key], 'alice')).toEqual([{ key, state: 'pending' }]);
      }),
    );
  });

  it('is there as soon as it is ready, while the rest is still being made', async () => {
    const { key, uploadId } = await store();
    const [thumb, web] = planned as [(typeof planned)[0], (typeof planned)[0]];
    const stateOf = async () => (await thumbnailsOf([key], 'alice'))[0]?.state;
    const dies: DerivativeMaker = {
      plan: () => planned,
      async make({ keep }) {
        await keep([{ ...thumb, body: bytes('early') }]);
        expect(await stateOf()).toBe('available');
        throw new Error('died over the large one');
      },
    };
    await expect(rig.valetKey.derive(uploadId, dies)).rejects.toThrow('died over the large one');
    // The next attempt makes what is missing, and leaves the other as it is.
    await rig.valetKey.derive(uploadId, {
      plan: () => planned,
      async make({ keep, names }) {
        expect([...names]).toEqual(['web']);
        await keep([{ ...thumb, body: bytes('late') }]);
        return [{ ...web, body: bytes('web') }];
      },
    });
    const read = async (name: string) => {
      const { signedUrl } = await rig.json<{ signedUrl: string }>(
        'GET',
        `/api/download?key=${key}&derivative=${name}`,
      );
      return (await fetch(signedUrl)).text();
    };
    expect([await read('thumb'), await read('web')]).toEqual(['early', 'web']);
    expect(await derivedKeys()).toHaveLength(2);
    const events = rig.records.events().filter(({ action }) => action === 'derivatives.made');
    expect(events.map(({ details }) => details)).toEqual([
      { available: 1, missing: 0 },
      { available: 1, missing: 0 },
    ]);
  });

  it('what is ready early is dropped like all else when another attempt has taken over', async () => {
    const { key, uploadId } = await store();
    await rig.valetKey.derive(uploadId, {
      plan: () => planned,
      async make({ keep }) {
        await rig.valetKey.derive(uploadId, maker());
        await keep([{ ...planned[0]!, body: bytes('early') }]);
        return [];
      },
    });
    expect(await derivedKeys()).toHaveLength(1);
    const [thumbnail] = await thumbnailsOf([key], 'alice');
    expect(await (await fetch((thumbnail as { signedUrl: string }).signedUrl)).text()).toBe('thumb of 1');
  });

  it('is dropped with its bytes when another attempt was faster, or the file left', async () => {
    const { key, uploadId } = await store();
    await rig.valetKey.derive(
      uploadId,
      maker(() => rig.valetKey.derive(uploadId, maker())),
    );
    expect(await derivedKeys()).toHaveLength(1);
    expect((await thumbnailsOf([key], 'alice'))[0]).toMatchObject({ state: 'available' });

    const other = await store();
    const quarantine = async (upload: UploadRecord) => {
      await rig.records.transition({
        id: upload.id,
        from: ['available'],
        to: 'quarantined',
        event: { ...rig.records.events()[0]!, action: 'file.quarantined' },
        now: rig.now(),
      });
    };
    await rig.valetKey.derive(other.uploadId, maker(quarantine));
    expect(await derivedKeys()).toHaveLength(1);
    expect(await thumbnailsOf([other.key], 'rita')).toEqual([{ key: other.key, state: 'none' }]);
  });

  it('is out of reach when its file is no longer available, though it is there', async () => {
    const { key, uploadId } = await store();
    await rig.valetKey.derive(uploadId, maker());
    await rig.records.transition({
      id: uploadId,
      from: ['available'],
      to: 'quarantined',
      event: { ...rig.records.events()[0]!, action: 'file.quarantined' },
      now: rig.now(),
    });
    for (const as of ['alice', 'rita']) {
      const reply = await rig.call('GET', `/api/download?key=${key}&derivative=thumb`, undefined, as);
      expect([reply.status, (await reply.json()).code]).toEqual([409, 'NOT_AVAILABLE']);
      expect(await thumbnailsOf([key], as)).toEqual([{ key, state: 'none' }]);
    }
    expect(await derivedKeys()).toHaveLength(1);
  });

  it('leaves nothing at the store when the store or the records fail, and is made by the next attempt', async () => {
    const { key, uploadId } = await store();
    rig.faults.inject({
      operation: 'PutObject',
      key: /^derived\//,
      status: { status: 403, code: 'AccessDenied' },
    });
    await expect(rig.valetKey.derive(uploadId, maker())).rejects.toThrow();
    expect(await derivedKeys()).toEqual([]);
    rig.faults.clear();
    await rig.valetKey.derive(uploadId, maker());
    expect((await thumbnailsOf([key], 'alice'))[0]).toMatchObject({ state: 'available' });
  });

  it('ends with its file: the sweep removes its bytes, and asks for what nobody made', async () => {
    const { uploadId } = await store();
    const forgotten = await store();
    await rig.valetKey.derive(uploadId, maker());
    rig.jobs.length = 0;
    rig.advance(11 * 60);
    expect(await rig.valetKey.sweep()).toMatchObject({ rederived: 1, failures: 0 });
    expect(rig.jobs).toEqual([{ name: 'derive', payload: { uploadId: forgotten.uploadId } }]);
    expect(await rig.valetKey.sweep()).toMatchObject({ rederived: 0 });
    for (const to of ['deleted', 'purged'] as const)
      await rig.records.transition({
        id: uploadId,
        from: ['available', 'deleted'],
        to,
        event: { ...rig.records.events()[0]!, action: `file.${to}` },
        now: rig.now(),
      });
    expect(await rig.valetKey.sweep()).toMatchObject({ removedObjects: 2, failures: 0 });
    expect(await derivedKeys()).toEqual([]);
    expect(await rig.records.findDerivatives({ uploadIds: [uploadId] })).toEqual([]);
  });
});
