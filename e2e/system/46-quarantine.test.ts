import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { eicar, makeDocx, makeZip } from '../../apps/portal/test/makeArchive.ts';
import type { Reply } from '../ApiClient.ts';
import { contextWith, launchBrowser, openPage, type Watched } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { committedRows } from '../hostileInputs.ts';
import type { Person } from '../startSystem.ts';
import { download, uploadFile, waitForDownload } from '../transfer.ts';

/** A system that somebody else started may have no scanner; then there is nothing to see here. */
const status = (await clientOf('ada').get('/api/admin/status')).json;
const run = Date.now();
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

let browser: Browser;
let raviId: string;
const ada = clientOf('ada');
const ravi = clientOf('ravi');
const alice = clientOf('alice');

type Held = { id: string; fileId: string; revision: number } & Record<string, unknown>;

async function heldOf(fileId: string): Promise<Held | undefined> {
  const { json } = await ada.get('/api/admin/quarantine?limit=100');
  return json.files.find((file: Held) => file.fileId === fileId);
}

/** Hands over a file and waits until it is held. */
async function handOver(
  person: Person,
  name: string,
  contentType: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Held> {
  const client = clientOf(person);
  const { key } = await uploadFile(client, { name, contentType }, bytes);
  await expect.poll(async () => (await client.get(`/api/files/${key}`)).json.state).toBe('quarantined');
  const held = await heldOf(key);
  if (held === undefined) throw new Error(`${name} is not in the list`);
  return held;
}

const decide = (client: typeof ada, { id, revision }: Held, action: string): Promise<Reply> =>
  client.post(`/api/admin/quarantine/${id}/${action}`, { revision, reason: 'looked at it' });

async function open(person: Person, path: string): Promise<Watched> {
  const context = await contextWith(browser, inject('system').url, inject('sessions')[person]);
  const watched = await openPage(context);
  await watched.page.goto(path);
  return watched;
}

const rowOf = (page: Page, { id }: Held) => page.locator(`[data-held="${id}"]`);

describe.skipIf(status.scanner === null)('what the scan finds', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    raviId = (await ada.get('/api/admin/users?q=ravi%40example.com')).json.users[0].id;
    await ada.send(`/api/admin/users/${raviId}`, { method: 'PATCH', json: { role: 'admin' } });
  });
  afterAll(async () => {
    // Nothing is left that other tests would find on the overview.
    for (const held of (await ada.get('/api/admin/quarantine')).json.files)
      await decide(ravi, held, 'refuse');
    await ada.send(`/api/admin/users/${raviId}`, { method: 'PATCH', json: { role: 'reviewer' } });
    await browser?.close();
  });

  it('goes from a browser into quarantine, out of everybody’s reach', async () => {
    const name = `invoice ${run}.txt`;
    const { page, problems } = await open('alice', '/');
    await page.getByLabel('Choose files').setInputFiles({ name, mimeType: 'text/plain', buffer: eicar() });
    const row = page.locator('li[data-file]').filter({ hasText: name });
    await row.getByText('On hold').waitFor();
    const { files } = (await alice.get(`/api/files?q=${encodeURIComponent(name)}`)).json;
    const [{ id }] = files;
    await page.goto(`/?file=${id}`);
    const details = page.getByRole('dialog');
    await details.getByText('Something harmful was found').waitFor();
    expect(await details.getByRole('button', { name: 'Download' }).count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();

    expect(await alice.get(`/api/download?key=${id}`)).toMatchObject({
      status: 409,
      json: { code: 'NOT_AVAILABLE' },
    });
    const original = await clientOf('rita').get(`/api/review/files/${id}/original?reason=curious`);
    expect(original).toMatchObject({ status: 409, json: { code: 'NOT_AVAILABLE' } });
    const detail = (await clientOf('rita').get(`/api/review/files/${id}`)).json;
    expect(detail).toMatchObject({ state: 'quarantined', scan: 'infected' });
    expect(JSON.stringify((await alice.get(`/api/files/${id}`)).json)).not.toContain('Eicar');
    const [event] = (await ada.get(`/api/audit?file=${id}&action=file.quarantined`)).json.events;
    expect(event).toMatchObject({ actor: { type: 'system' }, details: { code: 'MALWARE' } });
  });

  it('is released by two people who do not own it, and by nobody alone (AD-004)', async () => {
    const row = committedRows.find(({ id }) => id === 'AD-004')!;
    const bytes = makeDocx('Minutes', eicar(), { level: 0 });
    const held = await handOver('alice', `minutes ${run}.docx`, docx, bytes);
    expect(await decide(ada, held, 'release')).toMatchObject({
      status: row.expected.status,
      json: { code: row.expected.code },
    });

    const first = await open('ada', '/admin/quarantine');
    await rowOf(first.page, held)
      .getByRole('button', { name: /^Agree to a release/ })
      .click();
    const dialog = first.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Agree' }).click();
    await dialog.getByText('Write a reason.').waitFor();
    await expectAccessible(first.page, 'a reason is asked for');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('The vendor calls it a false alarm');
    await first.page.keyboard.press('Enter');
    await rowOf(first.page, held).getByText('You agreed.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    await expectAccessible(first.page, 'the quarantine, one agreed to');
    expect(
      await rowOf(first.page, held)
        .getByRole('button', { name: /^Release/ })
        .count(),
    ).toBe(0);
    expect(await decide(ada, held, 'release')).toMatchObject({ json: { code: 'SECOND_APPROVAL_REQUIRED' } });
    expect(first.problems).toEqual([]);
    await first.page.context().close();

    const second = await open('ravi', '/admin/quarantine');
    await rowOf(second.page, held).getByText('The vendor calls it a false alarm').waitFor();
    await rowOf(second.page, held)
      .getByRole('button', { name: /^Release/ })
      .click();
    await second.page.keyboard.type('I compared it with the sender’s');
    await second.page.keyboard.press('Enter');
    await rowOf(second.page, held).waitFor({ state: 'detached' });
    expect(second.problems).toEqual([]);
    await second.page.context().close();

    const { bytes: got } = await download(await waitForDownload(alice, held.fileId));
    expect(got.equals(bytes)).toBe(true);
    const { events } = (await ada.get(`/api/audit?file=${held.fileId}&action=file.released`)).json;
    expect(events).toMatchObject([
      { actor: { id: raviId }, reason: 'I compared it with the sender’s', details: { code: 'MALWARE' } },
    ]);
    const history = (await alice.get(`/api/files/${held.fileId}/history`)).json.events;
    expect(history[0]).toMatchObject({ action: 'released' });
  });

  it('is refused for good by one of them', async () => {
    const bytes = makeZip([{ name: 'setup.exe', bytes: eicar() }], { level: 0 });
    const held = await handOver('alice', `tools ${run}.zip`, 'application/zip', bytes);
    expect(await decide(ada, { ...held, revision: held.revision + 1 }, 'refuse')).toMatchObject({
      status: 409,
      json: { code: 'STALE' },
    });
    expect((await decide(ada, held, 'refuse')).status).toBe(204);
    expect((await alice.get(`/api/files/${held.fileId}`)).json).toMatchObject({
      state: 'rejected',
      rejection: { code: 'MALWARE', message: expect.stringContaining('harmful') },
    });
    expect((await decide(ada, held, 'refuse')).status).toBe(404);
    expect(await heldOf(held.fileId)).toBeUndefined();
  });

  it('is decided by somebody else when it is an administrator’s own', async () => {
    const held = await handOver('ada', `mine ${run}.txt`, 'text/plain', eicar());
    for (const action of ['approve', 'release', 'refuse'])
      expect(await decide(ada, held, action)).toMatchObject({ status: 403, json: { code: 'OWN_FILE' } });
    const { page } = await open('ada', '/admin/quarantine');
    await rowOf(page, held).getByText('This is your own file.').waitFor();
    await page.context().close();
    expect((await decide(ravi, held, 'refuse')).status).toBe(204);
  });

  it('is told by the status, with who scans', async () => {
    const { json } = await ada.get('/api/admin/status');
    expect(json.scanner).toMatchObject({ isReachable: true, engine: expect.stringMatching(/^ClamAV /) });
  });
});
