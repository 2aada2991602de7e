import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ApiClient } from '../ApiClient.ts';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePdf } from '../makeFile.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

const run = `q${Date.now()}`;

/** Somebody of their own, so that no place appears on the pages of other tests. */
async function somebody(name: string): Promise<{ client: ApiClient; email: string }> {
  const { url, password } = inject('system');
  const client = new ApiClient(url, name);
  const email = `${name.toLowerCase()}-${run}@example.com`;
  const made = await client.post('/api/auth/sign-up/email', { name, email, password });
  expect(made.status).toBe(200);
  return { client, email };
}

const ask = async (body: Record<string, unknown>) =>
  clientOf('rita').post('/api/review/requests', { name: `Contract ${run}`, ...body });
const mine = async (client: ApiClient) => (await client.get('/api/requests')).json.requests;
const pdf = { name: `signed ${run}.pdf`, contentType: 'application/pdf' };

describe('a document that somebody is asked for', () => {
  it('is handed over, not accepted, handed over again, and says to nobody outside the team who asked', async () => {
    const { client, email } = await somebody('Carla');
    const { client: other } = await somebody('Dora');
    const asked = await ask({ person: email, note: 'Both pages', dueOn: '2099-01-31' });
    expect(asked).toMatchObject({ status: 201, json: { state: 'open', createdBy: { name: 'Rita' } } });
    const { id, fileId } = asked.json;
    const requests = await client.get('/api/requests');
    expect(requests.json.requests).toMatchObject([{ id, fileId, note: 'Both pages', isOverdue: false }]);
    expect(requests.text).not.toMatch(/rita|createdBy|person/i);
    expect(await mine(other)).toEqual([]);
    for (const method of ['GET', 'DELETE'] as const)
      expect((await client.send(`/api/files/${fileId}`, { method })).status).toBe(404);

    const file = { ...pdf, documentId: fileId };
    const handshake = { files: [{ ...file, size: 9 }] };
    expect((await other.post('/api/upload', handshake)).status).toBe(404);
    await uploadFile(client, file, makePdf('one'));
    await waitForDownload(client, fileId);
    expect(await mine(client)).toEqual([]);
    const review = `/api/review/files/${fileId}`;
    await clientOf('rita').post(`${review}/claim`, {});
    const decided = await clientOf('rita').post(`${review}/decision`, {
      version: 1,
      decision: 'request_changes',
      reasonCode: 'NOT_SIGNED',
    });
    expect(decided.status).toBe(200);
    expect(await mine(client)).toMatchObject([{ id, fileId, isAgain: true }]);

    await uploadFile(client, file, makePdf('two'));
    await waitForDownload(client, fileId);
    expect(await mine(client)).toEqual([]);
    const { json } = await clientOf('rita').get(`/api/review/requests?list=fulfilled&person=${email}`);
    expect(json.requests).toMatchObject([{ id, state: 'fulfilled', person: { email } }]);
    expect((await client.get(`/api/files/${fileId}/history`)).text).not.toContain('request.');
    const { json: trail } = await clientOf('ada').get(`/api/audit?file=${fileId}&limit=100`);
    const actions = trail.events.map(({ action }: { action: string }) => action);
    expect(actions.filter((action: string) => action === 'request.created')).toHaveLength(1);
    expect(actions.filter((action: string) => action === 'request.fulfilled')).toHaveLength(2);
  });

  it('is taken back, and nothing can be handed over for it any more', async () => {
    const { client, email } = await somebody('Emil');
    const { json } = await ask({ person: email });
    expect((await client.post(`/api/review/requests/${json.id}/cancel`, {})).status).toBe(404);
    const cancelled = await clientOf('ravi').post(`/api/review/requests/${json.id}/cancel`, {});
    expect(cancelled).toMatchObject({ status: 200, json: { state: 'cancelled' } });
    expect(await mine(client)).toEqual([]);
    const handshake = { files: [{ ...pdf, size: 9, documentId: json.fileId }] };
    expect((await client.post('/api/upload', handshake)).status).toBe(404);
  });

  it.each([
    [{ person: 'nobody@example.com' }],
    [{ person: "' or 1=1 --" }],
    [{ person: 'alice@example.com', name: '' }],
    [{ person: 'alice@example.com', dueOn: '2026-02-30' }],
  ])('is refused with %j', async (body) => {
    expect(await ask(body)).toMatchObject({ status: 400, json: { code: 'INVALID_BODY' } });
  });
});

describe('the pages', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it('ask, show a place, take the file, and follow one another without being loaded again', async () => {
    const { url } = inject('system');
    const { client, email } = await somebody('Fritz');
    const team = await contextWith(browser, url, inject('sessions').rita);
    const theirs = await contextWith(browser, url, [...client.cookies]);
    const own = await openPage(theirs);
    const ready = own.page.waitForResponse((response) => response.url().endsWith('/api/events'));
    await own.page.goto('/');
    await ready;
    const board = await openPage(team);
    await board.page.goto('/review');
    await board.page.getByRole('link', { name: 'Requested documents' }).click();
    await board.page.waitForURL('**/review/requests');

    await board.page.getByRole('button', { name: 'Ask for a document' }).click();
    const dialog = board.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
    await dialog.getByText('Give the address of an account here.').waitFor();
    await expectAccessible(board.page, 'the form for a request');
    const name = `<b>Signed contract</b> ${run}`;
    await dialog.getByLabel('E-mail address of their account').fill(email);
    await dialog.getByLabel('Document').fill(name);
    await dialog.getByLabel('Needed by').fill('2099-01-31');
    await dialog.getByLabel('Message to them').fill('Both pages,\nplease.');
    await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    const row = board.page.getByRole('listitem').filter({ hasText: name });
    await row.getByText('by 31 Jan 2099').waitFor();
    await expectAccessible(board.page, 'the open requests');

    const place = own.page.getByRole('listitem').filter({ hasText: name });
    await place.getByText('by 31 Jan 2099').waitFor();
    await expectAccessible(own.page, 'a place to fill');
    const chooser = own.page.waitForEvent('filechooser');
    await place.getByRole('button', { name: 'Choose the file' }).click();
    await (await chooser).setFiles({ name: pdf.name, mimeType: 'application/pdf', buffer: makePdf('here') });
    await place.waitFor({ state: 'detached' });
    await own.page.getByRole('button', { name: `Download ${pdf.name}` }).waitFor();
    await row.waitFor({ state: 'detached' });
    await board.page.getByLabel('State').selectOption('Handed over');
    await row.getByRole('link', { name: 'Open the file' }).click();
    await board.page.waitForURL('**/review/*');
    await board.page.getByRole('button', { name: 'Ask for another document' }).click();
    await board.page.getByRole('dialog').getByText('To Fritz').waitFor();
    expect([...own.problems, ...board.problems]).toEqual([]);
    await Promise.all([team.close(), theirs.close()]);
  });

  it('cancel, and fit on 360 pixels', async () => {
    const { email } = await somebody('Gerd');
    const name = `Proof of address ${run}`;
    await ask({ person: email, name });
    const team = await contextWith(browser, inject('system').url, inject('sessions').rita);
    const { page, problems } = await openPage(team);
    await page.goto('/review/requests');
    await page.getByRole('button', { name: `Cancel request for ${name} from Gerd` }).click();
    await expectAccessible(page, 'the question before cancelling');
    await page.getByRole('button', { name: 'Cancel the request', exact: true }).click();
    const row = page.getByRole('listitem').filter({ hasText: name });
    await row.waitFor({ state: 'detached' });
    await page.setViewportSize({ width: 360, height: 780 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.getByLabel('State').selectOption('Cancelled');
    await row.waitFor();
    expect(problems).toEqual([]);
    await team.close();
  });
});
