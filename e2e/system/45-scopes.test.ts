import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ApiClient } from '../ApiClient.ts';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePng } from '../makeFile.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

/* A reviewer who sees the files of one profile only, and what there is for them beside it. */
const run = Date.now();
const profile = `scope-${run}`;
const [alice, ada] = [clientOf('alice'), clientOf('ada')];
const { url, password } = inject('system');
const sam = new ApiClient(url);
let samId: string;
let browser: Browser;

const of = (id: string) => `/api/review/files/${id}`;
const problem = (status: number, code: string) => ({ status, json: { code } });
const setScope = (reviewProfiles: string[] | null) =>
  ada.send(`/api/admin/users/${samId}`, { method: 'PATCH', json: { reviewProfiles } });

async function handIn(name: string, of = 'default', owner = alice): Promise<string> {
  const file = { name, contentType: 'image/png', profile: of };
  const { key } = await uploadFile(owner, file, makePng(10));
  await waitForDownload(owner, key);
  return key;
}

async function open(address: string) {
  const context = await contextWith(browser, url, [...sam.cookies]);
  const watched = await openPage(context);
  await watched.page.emulateMedia({ reducedMotion: 'reduce' });
  await watched.page.goto(address);
  return watched;
}

beforeAll(async () => {
  browser = await launchBrowser();
  const made = await ada.post('/api/admin/profiles', {
    name: profile,
    label: `Scope ${run}`,
    maxSizeBytes: 1_000_000,
    maxBytes: null,
    maxFiles: null,
    kinds: ['images'],
    isReviewRequired: true,
    retentionDays: null,
  });
  expect(made.status, made.text).toBe(201);
  const signedUp = await sam.post('/api/auth/sign-up/email', {
    name: 'Sam',
    email: `sam-${run}@example.com`,
    password,
  });
  samId = signedUp.json.user.id;
  await ada.send(`/api/admin/users/${samId}`, { method: 'PATCH', json: { role: 'reviewer' } });
});
afterAll(async () => {
  await ada.send(`/api/admin/users/${samId}`, { method: 'PATCH', json: { isDisabled: true } });
  await browser?.close();
});

describe('the scope of a reviewer', () => {
  it('is set by administrators, holds from the next request on, and is in the audit trail', async () => {
    const outside = await handIn(`outside-${run}.png`);
    expect((await sam.get(of(outside))).status).toBe(200);
    expect(
      (
        await clientOf('lea').send(`/api/admin/users/${samId}`, {
          method: 'PATCH',
          json: { reviewProfiles: null },
        })
      ).status,
    ).toBe(404);
    for (const wrong of [[], ['Not A Name'], 'default', [1]])
      expect((await setScope(wrong as string[])).status, JSON.stringify(wrong)).toBe(400);
    expect((await setScope([profile])).json).toMatchObject({ reviewProfiles: [profile] });
    const { events } = (await ada.get('/api/audit?action=user.scope_changed&limit=5')).json;
    expect(events[0]).toMatchObject({ details: { account: samId, profiles: profile } });

    // Everything beside it is what an unknown id is, in every road there is.
    const inside = await handIn(`inside-${run}.png`, profile);
    const unknown = 'a'.repeat(26);
    const roads: [string, string, unknown?][] = [
      ['GET', ''],
      ['GET', '/extraction'],
      ['GET', '/results'],
      ['GET', '/original?reason=because'],
      ['POST', '/claim', {}],
      ['POST', '/release', {}],
      ['POST', '/take-over', { reason: 'x' }],
      ['POST', '/decision', { version: 1, decision: 'approve' }],
      ['POST', '/comments', { text: 'x' }],
    ];
    for (const [method, path, json] of roads) {
      const [there, nowhere] = await Promise.all(
        [outside, unknown].map((id) => sam.send(`${of(id)}${path}`, { method, json })),
      );
      expect(there!.status, path).toBe(404);
      const { requestId: _one, ...what } = there!.json;
      const { requestId: _two, ...same } = nowhere!.json;
      expect(what, path).toEqual(same);
    }
    expect((await sam.get(of(inside))).status).toBe(200);
    const found = await sam.get(`/api/review/files?q=${run}&required=any&limit=100`);
    expect(found.json.files.map(({ id }: { id: string }) => id)).toEqual([inside]);
    expect((await sam.get(`/api/review/files?owner=alice@example.com&limit=100`)).text).not.toContain(
      outside,
    );
    expect((await sam.get('/api/review/counts')).json).toMatchObject({ unreviewed: 1, approved: 0 });
    expect((await sam.get(`/api/download?key=${outside}&derivative=thumb`)).status).toBe(404);
    const thumbnails = await sam.post('/api/thumbnails', { keys: [outside, inside] });
    expect(thumbnails.json.thumbnails[0]).toEqual({ key: outside, state: 'none' });
    expect((await sam.get('/api/review/owners?q=bob')).json.owners).toEqual([]);
    expect((await clientOf('lea').post(`${of(outside)}/assign`, { assignee: samId })).status).toBe(409);
  });

  it('holds for document requests and closes the figures of everybody', async () => {
    await setScope([profile]);
    const bob = clientOf('bob');
    const ask = (client: ApiClient, person: string) =>
      client.post('/api/review/requests', { person, name: `Contract ${run}` });
    const idsOf = async (client: ApiClient, list: string) =>
      (await client.get(`/api/review/requests?list=${list}&limit=100`)).json.requests.map(
        ({ id }: { id: string }) => id,
      );
    const other = await ask(clientOf('rita'), 'bob@example.com');
    expect(other.status, other.text).toBe(201);
    // Bob handed in nothing that Sam sees: he is what nobody is.
    const [there, nowhere] = [await ask(sam, 'bob@example.com'), await ask(sam, `nobody-${run}@example.com`)];
    expect(there).toMatchObject(problem(400, 'INVALID_BODY'));
    expect(there.json.detail).toBe(nowhere.json.detail);
    expect(await idsOf(sam, 'open')).not.toContain(other.json.id);
    expect(await sam.post(`/api/review/requests/${other.json.id}/cancel`, {})).toMatchObject(
      problem(404, 'NOT_FOUND'),
    );
    await handIn(`bobs-${run}.png`, profile, bob);
    const own = await ask(sam, 'bob@example.com');
    expect(own.status, own.text).toBe(201);
    expect(await idsOf(sam, 'open')).toEqual([own.json.id]);
    for (const [client, id] of [
      [sam, own.json.id],
      [clientOf('rita'), other.json.id],
    ])
      expect((await client.post(`/api/review/requests/${id}/cancel`, {})).json.state).toBe('cancelled');

    const role = (name: string) =>
      ada.send(`/api/admin/users/${samId}`, { method: 'PATCH', json: { role: name } });
    await role('lead');
    try {
      expect(await sam.get('/api/metrics/summary')).toMatchObject(problem(404, 'NOT_FOUND'));
      const { page, problems } = await open('/insight');
      await page.getByText('The figures are of everybody').waitFor();
      await expectAccessible(page, 'insight beside a scope');
      expect(problems).toEqual([]);
      await page.context().close();
      await setScope(null);
      expect((await sam.get('/api/metrics/summary')).status).toBe(200);
    } finally {
      await role('reviewer');
      await setScope([profile]);
    }
  });

  it('is set in the page of the account', async () => {
    const context = await contextWith(browser, url, inject('sessions').ada);
    const { page, problems } = await openPage(context);
    await page.goto(`/admin/people/${samId}`);
    await page.getByRole('button', { name: 'Change scope' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(`Scope ${run}`).waitFor();
    await expectAccessible(page, 'scope');
    await dialog.getByLabel(`Scope ${run}`).uncheck();
    await dialog.getByRole('button', { name: 'Save scope' }).click();
    await dialog.getByText('Choose at least one profile.').waitFor();
    await dialog.getByLabel(`Scope ${run}`).check();
    await dialog.getByRole('button', { name: 'Save scope' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('main').getByText(profile).first().waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });
});

describe('emergency access beside the scope', () => {
  const ask = (id: string, reason = 'The owner is on the phone') =>
    sam.post(`${of(id)}/break-glass`, { reason });

  it('opens one existing file for a reason, marks everything, and tells administrators', async () => {
    const [id, other] = [await handIn(`urgent-${run}.png`), await handIn(`other-${run}.png`)];
    expect((await ask(id, ' ')).status).toBe(400);
    expect(await ask('a'.repeat(26))).toMatchObject(problem(404, 'NOT_FOUND'));
    expect(await ask('..%2f..')).toMatchObject(problem(404, 'NOT_FOUND'));
    const opened = await ask(id);
    expect(opened.status, opened.text).toBe(200);
    const minutes = (Date.parse(opened.json.until) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(58);
    expect(minutes).toBeLessThanOrEqual(60);

    expect((await sam.get(of(id))).status).toBe(200);
    expect((await sam.get(`${of(id)}/original?reason=compare`)).status).toBe(200);
    expect((await sam.get(of(other))).status).toBe(404);
    expect((await sam.get(`/api/review/files?q=urgent-${run}&required=any`)).json.files).toEqual([]);
    const { events } = (await ada.get(`/api/audit?file=${id}&actor=${samId}&limit=50`)).json;
    expect(events.map(({ action, purpose }: Record<string, string>) => [action, purpose])).toEqual([
      ['url.signed', 'break_glass'],
      ['file.viewed', 'break_glass'],
      ['review.glass_broken', 'break_glass'],
    ]);
    expect(events.at(-1).reason).toBe('The owner is on the phone');
    const { exceptions } = (await ada.get('/api/admin/break-glass?limit=5')).json;
    expect(exceptions[0]).toMatchObject({
      fileId: id,
      by: { id: samId, name: 'Sam' },
      reason: 'The owner is on the phone',
    });
    expect((await alice.get(`/api/files/${id}/history`)).text).not.toMatch(/glass|phone|Sam/);
  });

  it("is nobody's for a file of their own, or for one that they see", async () => {
    const own = await handIn(`own-${run}.png`, 'default', sam);
    expect(await ask(own)).toMatchObject(problem(403, 'OWN_FILE'));
    const inside = await handIn(`seen-${run}.png`, profile);
    expect(await ask(inside)).toMatchObject(problem(409, 'INVALID_STATE'));
  });

  it('is offered where there is no file, in the same words whether there is one or not', async () => {
    const id = await handIn(`offered-${run}.png`);
    const unknown = await open(`/review/${'b'.repeat(26)}`);
    const { page, problems } = await open(`/review/${id}`);
    const words = (one: typeof page) => one.getByRole('main').innerText();
    await page.getByRole('button', { name: 'Emergency access…' }).waitFor();
    await unknown.page.getByRole('button', { name: 'Emergency access…' }).waitFor();
    expect(await words(page)).toBe(await words(unknown.page));
    await expectAccessible(page, 'no file for a reviewer');
    const give = async (one: typeof page) => {
      await one.getByRole('button', { name: 'Emergency access…' }).click();
      await one.getByLabel('Why do you need this file now?').fill('A deadline at noon');
      await expectAccessible(one, 'asking for emergency access');
      await one.getByRole('button', { name: 'Open the file' }).click();
    };
    await give(unknown.page);
    await unknown.page.getByRole('dialog').getByText('There is no such file.').waitFor();
    await give(page);
    await page.getByRole('heading', { name: `offered-${run}.png` }).waitFor();
    expect(problems.filter((text) => !/status of 404/.test(text))).toEqual([]);
    await Promise.all([page.context().close(), unknown.page.context().close()]);

    const context = await contextWith(browser, url, inject('sessions').ada);
    const admin = await openPage(context);
    await admin.page.goto('/admin/break-glass');
    await admin.page.getByText('“A deadline at noon”').first().waitFor();
    await expectAccessible(admin.page, 'emergency access');
    expect(admin.problems).toEqual([]);
    await context.close();
    // To who reviews everything there is nothing to be opened, and nothing is offered.
    const rita = await contextWith(browser, url, inject('sessions').rita);
    const lost = await openPage(rita);
    await lost.page.goto(`/review/${'b'.repeat(26)}`);
    await lost.page.getByText('There is nothing here').first().waitFor();
    expect(await lost.page.getByRole('button', { name: 'Emergency access…' }).count()).toBe(0);
    await rita.close();
  });
});
