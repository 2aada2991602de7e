import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ApiClient } from '../ApiClient.ts';
import { anonymous, clientOf } from '../clients.ts';
import { makePng } from '../makeFile.ts';
import { type Fixture, placeholders, type Role, type Row, rows } from '../routes.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

const roles: Role[] = ['anonymous', 'bob', 'rita', 'lea', 'ada', 'alice'];
const clientFor = (role: Role): ApiClient => (role === 'anonymous' ? anonymous() : clientOf(role));

/** Somebody new with a session, and an invitation that nobody answered. */
async function makePerson(): Promise<Pick<Fixture, 'userId' | 'sessionId' | 'invitationId'>> {
  const mark = crypto.randomUUID();
  const { url, password } = inject('system');
  const person = new ApiClient(url);
  const made = await person.post('/api/auth/sign-up/email', {
    name: 'Row',
    email: `person-${mark}@example.com`,
    password,
  });
  const sessions = await person.get('/api/account/sessions');
  const invited = await clientOf('ada').post('/api/admin/invitations', {
    email: `invited-${mark}@example.com`,
    role: 'reviewer',
  });
  return {
    userId: made.json.user.id,
    sessionId: sessions.json.sessions[0].id,
    invitationId: invited.json.invitation.id,
  };
}

const webhooks: string[] = [];

/** A webhook that nothing is sent to. */
async function makeWebhook(): Promise<Pick<Fixture, 'webhookId'>> {
  const ada = clientOf('ada');
  const { json } = await ada.post('/api/admin/webhooks', {
    url: 'https://receiver.example.com/',
    events: ['review.reopened'],
  });
  webhooks.push(json.webhook.id);
  await ada.send(`/api/admin/webhooks/${json.webhook.id}`, { method: 'PATCH', json: { isEnabled: false } });
  return { webhookId: json.webhook.id };
}

async function makeFiles(): Promise<Pick<Fixture, 'fileId' | 'uploadId' | 'deletedFileId'>> {
  const alice = clientOf('alice');
  const picture = makePng(16);
  const { key: fileId } = await uploadFile(alice, { name: 'role.png', contentType: 'image/png' }, picture);
  await waitForDownload(alice, fileId);
  const { key: deletedFileId } = await uploadFile(
    alice,
    { name: 'gone.png', contentType: 'image/png' },
    picture,
  );
  await waitForDownload(alice, deletedFileId);
  await alice.send(`/api/files/${deletedFileId}`, { method: 'DELETE' });
  const reservation = await alice.post('/api/upload', {
    files: [{ name: 'open.png', contentType: 'image/png', size: picture.byteLength }],
  });
  return { fileId, deletedFileId, uploadId: reservation.json.uploads[0].uploadId };
}

function play(row: Row, fixture: Fixture, client: ApiClient) {
  return client.send(row.path?.(fixture) ?? row.route, { method: row.method, json: row.body?.(fixture) });
}

let shared: Fixture;
beforeAll(async () => {
  shared = { ...(await makeFiles()), ...(await makePerson()), ...(await makeWebhook()) };
});
afterAll(async () => {
  for (const id of webhooks) await clientOf('ada').send(`/api/admin/webhooks/${id}`, { method: 'DELETE' });
});

async function fixtureFor(row: Row): Promise<Fixture> {
  if (!row.isDestructive) return shared;
  if (row.route.startsWith('/api/admin/webhooks')) return { ...shared, ...(await makeWebhook()) };
  return { ...shared, ...(await (row.route.startsWith('/api/admin/') ? makePerson() : makeFiles())) };
}

describe('who may do what', () => {
  for (const row of rows) {
    const body = row.body ? ` ${JSON.stringify(row.body(placeholders))}` : '';
    it(`${row.method} ${row.path?.(placeholders) ?? row.route}${body}`, async () => {
      const fixture = await fixtureFor(row);
      const got: Partial<Record<Role, number>> = {};
      for (const role of roles) {
        const reply = await play(row, fixture, clientFor(role));
        got[role] = reply.status;
        if (reply.status >= 400 && !row.route.startsWith('/api/auth/')) {
          expect(reply.headers['content-type'], `${role} ${reply.text}`).toMatch(
            /^application\/problem\+json/,
          );
          expect(reply.json, role).toMatchObject({
            status: reply.status,
            code: expect.stringMatching(/^[A-Z][A-Z_]+$/),
            title: expect.any(String),
            detail: expect.any(String),
            type: expect.any(String),
            requestId: expect.any(String),
          });
        }
      }
      expect(got).toEqual(row.expected);
    });
  }

  it('a completion tells a stranger about each foreign upload what an unknown one would', async () => {
    const unknown = 'a'.repeat(26);
    const reply = await clientOf('bob').post('/api/upload/complete', {
      uploads: [{ uploadId: shared.uploadId }, { uploadId: unknown }],
    });
    expect(reply.json.files).toEqual([
      { uploadId: shared.uploadId, status: 404, code: 'NOT_FOUND', detail: expect.any(String) },
      { uploadId: unknown, status: 404, code: 'NOT_FOUND', detail: reply.json.files[0].detail },
    ]);
  });

  it('foreign, unknown, deleted and malformed ids answer byte-identically', async () => {
    const bob = clientOf('bob');
    const alice = clientOf('alice');
    const sameFor = async (
      client: ApiClient,
      method: string,
      path: (id: string) => string,
      json?: unknown,
    ) => {
      const ids = [
        client === alice ? shared.deletedFileId : shared.fileId,
        'a'.repeat(26),
        'A'.repeat(26),
        '..%2f..%2fadmin',
        '%00',
        "'%20OR%201=1--",
      ];
      const answers = await Promise.all(
        ids.map(async (id) => {
          const reply = await client.send(path(id), { method, json });
          const { requestId, ...rest } = reply.json ?? {};
          const headers = Object.keys(reply.headers).sort();
          return { status: reply.status, rest, headers: headers.filter((name) => name !== 'retry-after') };
        }),
      );
      for (const answer of answers) expect(answer, `${method} ${path('ID')}`).toEqual(answers[0]);
      expect(answers[0]!.status).toBe(404);
    };
    for (const client of [bob, alice]) {
      await sameFor(client, 'GET', (id) => `/api/files/${id}`);
      await sameFor(client, 'PATCH', (id) => `/api/files/${id}`, { name: 'x.png' });
      await sameFor(client, 'DELETE', (id) => `/api/files/${id}`);
      await sameFor(client, 'GET', (id) => `/api/download?key=${id}`);
      await sameFor(client, 'GET', (id) => `/api/upload/${id}`);
      await sameFor(client, 'DELETE', (id) => `/api/upload/${id}`);
    }
  });

  it("answers of lists hold only what is one's own", async () => {
    const bob = await clientOf('bob').get('/api/files?limit=100');
    expect(JSON.stringify(bob.json)).not.toContain(shared.fileId);
    const unfinished = await clientOf('bob').get('/api/upload?state=reserved');
    expect(JSON.stringify(unfinished.json)).not.toContain(shared.uploadId);
  });

  it('the portal is the same without a page in the way', async () => {
    const { url } = inject('system');
    const response = await fetch(url, { redirect: 'manual' });
    expect([200, 302, 303, 307]).toContain(response.status);
    expect(await response.text()).not.toContain(shared.fileId);
  });
});
