import { describe, expect, it } from 'vitest';
import { anonymous, clientOf } from '../clients.ts';
import { makePng } from '../makeFile.ts';
import { sendBytes, uploadFile, waitForDownload } from '../transfer.ts';

const unique = () => crypto.randomUUID().slice(0, 8);
const problem = (status: number, code: string) => ({
  status,
  json: expect.objectContaining({ status, code }),
});

async function addPicture(name: string, more: { documentId?: string; path?: string; profile?: string } = {}) {
  const alice = clientOf('alice');
  const { key } = await uploadFile(alice, { name, contentType: 'image/png', ...more }, makePng(8));
  await waitForDownload(alice, key);
  return key;
}

const idsOf = async (query: string) =>
  (await clientOf('alice').get(`/api/files?${query}`)).json.files.map((file: { id: string }) => file.id);

describe('the catalogue', () => {
  it('narrows and sorts, page by page', async () => {
    const mark = unique();
    const first = await addPicture(`${mark} b.png`, { path: 'holiday/2029' });
    const second = await addPicture(`${mark} a.png`);
    expect(await idsOf(`q=${mark}&sort=name`)).toEqual([second, first]);
    expect(
      await idsOf(`q=${mark}&category=image,video&state=available&review=unreviewed&sort=createdAt`),
    ).toEqual([first, second]);
    expect(await idsOf(`q=${mark}&category=document`)).toEqual([]);
    for (const sort of ['size', '-size', 'updatedAt', '-updatedAt']) {
      const page = await clientOf('alice').get(`/api/files?q=${mark}&sort=${sort}&limit=1`);
      const next = await clientOf('alice').get(
        `/api/files?q=${mark}&sort=${sort}&limit=1&cursor=${page.json.nextCursor}`,
      );
      expect([page.json.files[0].id, next.json.files[0].id].sort()).toEqual([first, second].sort());
    }
    expect((await clientOf('alice').get(`/api/files/${first}`)).json).toMatchObject({
      path: 'holiday/2029',
      category: 'image',
      profile: 'default',
      isReviewRequired: true,
      deletedAt: null,
      outcome: null,
    });
    for (const query of [
      'category=film',
      'state=ready',
      'review=%00',
      'trash=2',
      'trash=yes',
      'sort=owner',
    ]) {
      expect(await clientOf('alice').get(`/api/files?${query}`), query).toMatchObject(
        problem(400, 'INVALID_QUERY'),
      );
    }
  });

  it('puts into the trash, restores, and ends for good', async () => {
    const alice = clientOf('alice');
    const mark = unique();
    const id = await addPicture(`${mark}.png`);
    const before = (await alice.get('/api/usage')).json;
    expect(await alice.send(`/api/files/${id}?permanently=1`, { method: 'DELETE' })).toMatchObject(
      problem(404, 'NOT_FOUND'),
    );
    expect((await alice.send(`/api/files/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await idsOf(`q=${mark}`)).toEqual([]);
    expect(await idsOf(`q=${mark}&trash=1`)).toEqual([id]);
    expect((await alice.get('/api/usage')).json.bytesUsed).toBe(before.bytesUsed);
    expect((await clientOf('bob').post(`/api/files/${id}/restore`, undefined)).status).toBe(404);
    const restored = await alice.post(`/api/files/${id}/restore`, undefined);
    expect(restored).toMatchObject({ status: 200, json: { id, state: 'available', deletedAt: null } });
    await waitForDownload(alice, id);

    await alice.send(`/api/files/${id}`, { method: 'DELETE' });
    expect((await clientOf('bob').send(`/api/files/${id}?permanently=1`, { method: 'DELETE' })).status).toBe(
      404,
    );
    expect((await alice.send(`/api/files/${id}?permanently=1`, { method: 'DELETE' })).status).toBe(204);
    expect(await idsOf(`q=${mark}&trash=1`)).toEqual([]);
    expect((await alice.get('/api/usage')).json.bytesUsed).toBe(before.bytesUsed - makePng(8).byteLength);
    for (const [method, path] of [
      ['POST', `/api/files/${id}/restore`],
      ['GET', `/api/files/${id}/history`],
      ['DELETE', `/api/files/${id}?permanently=1`],
      ['GET', `/api/download?key=${id}`],
    ] as const) {
      expect((await alice.send(path, { method })).status, `${method} ${path}`).toBe(404);
    }
  });

  it('takes new versions of a document, and tells its history without names', async () => {
    const alice = clientOf('alice');
    const id = await addPicture('paper.png');
    expect(await addPicture('paper second.png', { documentId: id })).toBe(id);
    const { events } = (await alice.get(`/api/files/${id}/history`)).json;
    expect(
      events.map(({ action, version }: { action: string; version: number }) => `${action} ${version}`),
    ).toEqual(['available 2', 'new_version 2', 'available 1', 'uploaded 1']);
    for (const event of events)
      expect(Object.keys(event).sort()).toEqual(['action', 'at', 'isAutomatic', 'version']);
    expect((await alice.get(`/api/files/${id}`)).json).toMatchObject({
      version: 2,
      name: 'paper second.png',
    });
    const foreign = { name: 'x.png', contentType: 'image/png', size: 68, documentId: id };
    expect((await clientOf('bob').post('/api/upload', { files: [foreign] })).status).toBe(404);
    await alice.send(`/api/files/${id}`, { method: 'DELETE' });
    expect((await alice.post('/api/upload', { files: [foreign] })).status).toBe(404);
  });

  it('changes several at once and tells the outcome of each', async () => {
    const alice = clientOf('alice');
    const [one, two] = [await addPicture('one.png'), await addPicture('two.png')];
    const unknown = 'a'.repeat(26);
    const change = (action: string, ids: string[], client = alice) =>
      client.post('/api/files/bulk', { action, ids });
    expect((await change('delete', [one, two], clientOf('bob'))).json.results).toEqual([
      { id: one, status: 404, code: 'NOT_FOUND' },
      { id: two, status: 404, code: 'NOT_FOUND' },
    ]);
    expect((await change('delete', [one, unknown, two, one])).json.results).toEqual([
      { id: one, status: 204 },
      { id: unknown, status: 404, code: 'NOT_FOUND' },
      { id: two, status: 204 },
      { id: one, status: 404, code: 'NOT_FOUND' },
    ]);
    expect((await change('restore', [one])).json.results).toEqual([{ id: one, status: 200 }]);
    expect((await change('purge', [two, one])).json.results).toEqual([
      { id: two, status: 204 },
      { id: one, status: 404, code: 'NOT_FOUND' },
    ]);
    const hundred = Array.from({ length: 100 }, () => unknown);
    expect((await change('delete', hundred)).json.results.length).toBe(100);
    for (const ids of [[], [...hundred, unknown], ['x'.repeat(65)]]) {
      expect(await change('delete', ids)).toMatchObject(problem(400, 'INVALID_BODY'));
    }
    expect(await change('destroy', [one])).toMatchObject(problem(400, 'INVALID_BODY'));
    expect(await alice.post('/api/files/bulk', { action: 'delete', ids: [one], all: true })).toMatchObject(
      problem(400, 'UNKNOWN_FIELD'),
    );
  });
});

describe('upload profiles', () => {
  const settings = {
    label: 'Pictures',
    maxSizeBytes: 1_000,
    maxBytes: 1_000,
    maxFiles: 2,
    kinds: ['images'],
    isReviewRequired: false,
    retentionDays: null,
  };

  it('are made, obeyed at once, counted, changed at one revision and deleted when nothing is held', async () => {
    const [alice, ada] = [clientOf('alice'), clientOf('ada')];
    const name = `pictures-${unique()}`;
    expect(await ada.post('/api/admin/profiles', { name, ...settings })).toMatchObject({
      status: 201,
      json: { name, revision: 1 },
    });
    const choice = (await alice.get('/api/profiles')).json.profiles.find(
      (one: { name: string }) => one.name === name,
    );
    expect(choice).toEqual({
      name,
      label: 'Pictures',
      maxSizeBytes: 1_000,
      kinds: ['images'],
      extensions: expect.arrayContaining(['png', 'jpg']),
      isReviewRequired: false,
    });

    const ask = (file: Record<string, unknown>) =>
      alice.post('/api/upload', {
        files: [{ name: 'a.png', contentType: 'image/png', size: 68, profile: name, ...file }],
      });
    expect(await ask({ name: 'a.pdf', contentType: 'application/pdf' })).toMatchObject(
      problem(415, 'TYPE_NOT_ALLOWED'),
    );
    expect(await ask({ size: 1_001 })).toMatchObject(problem(413, 'FILE_TOO_LARGE'));
    expect(await ask({ profile: `${name}-no` })).toMatchObject(problem(400, 'INVALID_BODY'));
    const id = await addPicture('a.png', { profile: name });
    expect((await alice.get(`/api/files/${id}`)).json).toMatchObject({
      profile: name,
      isReviewRequired: false,
    });
    const { profiles } = (await alice.get('/api/usage')).json;
    expect(profiles.find((one: { name: string }) => one.name === name)).toMatchObject({
      label: 'Pictures',
      files: 1,
      maxBytes: 1_000,
      maxFiles: 2,
    });
    const queue = async (query: string) =>
      (await clientOf('rita').get(`/api/review/files?sort=-createdAt${query}`)).json.files.map(
        (file: { id: string }) => file.id,
      );
    expect(await queue('')).not.toContain(id);
    expect(await queue('&required=any')).toContain(id);
    expect(await queue('&required=false')).toContain(id);

    const put = (revision: number, more = {}) =>
      ada.send(`/api/admin/profiles/${name}`, { method: 'PUT', json: { ...settings, ...more, revision } });
    expect(await put(1, { maxSizeBytes: 60 })).toMatchObject({ status: 200, json: { revision: 2 } });
    expect(await put(1)).toMatchObject(problem(409, 'STALE'));
    expect(await ask({})).toMatchObject(problem(413, 'FILE_TOO_LARGE'));
    const wrong = await put(2, { maxSizeBytes: 0, kinds: ['films'], label: ' ', maxBytes: 'much' });
    expect(wrong).toMatchObject(problem(400, 'INVALID_BODY'));
    for (const field of ['maxSizeBytes', 'kinds', 'label', 'maxBytes'])
      expect(wrong.json.detail).toContain(`${field}: `);
    expect(await put(2, { maxBytes: 5 })).toMatchObject(problem(400, 'INVALID_BODY'));

    const remove = () => ada.send(`/api/admin/profiles/${name}`, { method: 'DELETE' });
    expect(await remove()).toMatchObject(problem(409, 'INVALID_STATE'));
    await alice.send(`/api/files/${id}`, { method: 'DELETE' });
    expect((await remove()).status).toBe(409);
    await alice.send(`/api/files/${id}?permanently=1`, { method: 'DELETE' });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    const changes = (await ada.get('/api/audit?action=profile.deleted&limit=5')).json.events;
    expect(JSON.stringify(changes)).toContain(name);
  });

  it('lets handshakes in parallel at the edge of either limit through to the limit and none over', async () => {
    const ada = clientOf('ada');
    // An account of its own: the rush takes its handshakes of the minute, and nobody else's.
    const visitor = anonymous();
    await visitor.post('/api/auth/sign-up/email', {
      email: `edge-${unique()}@example.com`,
      password: 'a long enough password',
      name: 'Edge',
    });
    for (const [limits, passing] of [
      [{ maxBytes: 1_000, maxFiles: null }, 10],
      [{ maxBytes: null, maxFiles: 7 }, 7],
    ] as const) {
      const name = `edge-${unique()}`;
      await ada.post('/api/admin/profiles', { name, ...settings, ...limits });
      const file = { name: 'a.png', contentType: 'image/png', size: 100, profile: name };
      const replies = await Promise.all(
        Array.from({ length: 60 }, () => visitor.post('/api/upload', { files: [file] })),
      );
      const granted = replies.filter(({ status }) => status === 200);
      const refused = replies.filter(({ json }) => json?.code === 'QUOTA_EXCEEDED');
      expect([granted.length, granted.length + refused.length]).toEqual([passing, 60]);
      for (const { json } of granted) {
        await visitor.send(`/api/upload/${json.uploads[0].uploadId}`, { method: 'DELETE' });
      }
    }
  });

  it('judges a transfer by the rules of now, and by the default when its profile is gone', async () => {
    const [alice, ada] = [clientOf('alice'), clientOf('ada')];
    const name = `brief-${unique()}`;
    await ada.post('/api/admin/profiles', { name, ...settings });
    const bytes = makePng(8);
    const file = { name: 'a.png', contentType: 'image/png', size: bytes.byteLength, profile: name };
    const [grant] = (await alice.post('/api/upload', { files: [file] })).json.uploads;
    await sendBytes(grant, bytes, alice);
    await ada.send(`/api/admin/profiles/${name}`, {
      method: 'PUT',
      json: { ...settings, maxSizeBytes: 1, maxBytes: null, revision: 1 },
    });
    await alice.post('/api/upload/complete', { uploads: [{ uploadId: grant.uploadId }] });
    await waitForDownload(alice, grant.key);
  });
});
