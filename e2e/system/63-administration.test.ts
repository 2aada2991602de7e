import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ApiClient } from '../ApiClient.ts';
import { contextWith, launchBrowser, openPage, type Watched } from '../browser.ts';
import { anonymous, clientOf, confirmPassword } from '../clients.ts';
import { committedRows } from '../hostileInputs.ts';
import { makePdf, makePng, writeVideo } from '../makeFile.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

const MB = 1_000_000;
const run = Date.now();
const password = 'correct horse battery staple';
const invited = `lena-${run}@example.com`;

let browser: Browser;
let folder: string;
let context: BrowserContext;
const ada = () => clientOf('ada');

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'administration-'));
  context = await contextWith(browser, inject('system').url, inject('sessions').ada);
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A page of the administrator's, ready when its main thing is there. */
async function openAdmin(address: string, heading: string): Promise<Watched> {
  const watched = await openPage(context);
  await watched.page.goto(address);
  await watched.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  return watched;
}

async function throttle(page: Page, bytesPerSecond: number | null): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond ?? -1,
  });
}

const rowOf = (page: Page, email: string) => page.locator(`[data-person="${email}"]`);

/** Opens the menu of a person's row and chooses from it. */
async function choose(page: Page, email: string, action: string): Promise<void> {
  await rowOf(page, email)
    .getByRole('button', { name: /^Actions for/ })
    .click();
  await page.getByRole('menuitem', { name: action }).click();
}

async function findPerson(page: Page, email: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search people' }).fill(email);
  await rowOf(page, email).waitFor();
  await expect.poll(() => page.locator('[data-person]').count()).toBe(1);
}

describe('a person, from the invitation to the end', () => {
  /** Lena's browser. */
  let hers: Watched;

  it('is invited; without a mail server the link is shown once', async () => {
    const { page, problems } = await openAdmin('/admin/people', 'People');
    await page.getByRole('link', { name: 'Invite somebody' }).click();
    const form = page.getByRole('dialog', { name: 'Invite somebody' });
    await form.getByRole('button', { name: 'Invite', exact: true }).click();
    await form.getByText('Enter an e-mail address such as').waitFor();
    await form.getByLabel('E-mail').fill(invited);
    await form.getByLabel('Name').fill('Lena Berg');
    await form.getByRole('button', { name: 'Invite', exact: true }).click();

    const offer = page.getByRole('dialog', { name: 'Hand over this link' });
    const link = await offer.getByLabel('Link').inputValue();
    expect(link).toMatch(/\/invitation#token=[\w-]{43}$/);
    await offer.getByRole('button', { name: 'Done' }).click();
    await page.locator(`[data-invitation="${invited}"]`).getByText('Waiting', { exact: true }).waitFor();
    expect(await page.content()).not.toContain(link.split('=')[1]);

    const strangers = await browser.newContext({ baseURL: inject('system').url });
    hers = await openPage(strangers);
    await hers.page.goto(link);
    await hers.page.getByLabel('Password').fill(password);
    await hers.page.getByRole('button', { name: 'Create account' }).click();
    await hers.page.getByLabel('Choose files').waitFor({ state: 'attached' });
    expect(hers.problems).toEqual([]);

    await page.reload();
    await page.locator(`[data-invitation="${invited}"]`).getByText('Accepted', { exact: true }).waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it('is found, becomes a reviewer with the next request, and a client again', async () => {
    const { page, problems } = await openAdmin('/admin/people', 'People');
    await findPerson(page, invited);
    await choose(page, invited, 'Change role');
    const dialog = page.getByRole('dialog', { name: 'Change the role of Lena Berg' });
    await dialog.getByLabel('Reviewer').check();
    await dialog.getByRole('button', { name: 'Change role' }).click();
    await rowOf(page, invited).getByRole('cell', { name: 'Reviewer' }).waitFor();
    await hers.page.goto('/review');
    await hers.page.getByRole('heading', { name: 'Review', level: 1 }).waitFor();

    await choose(page, invited, 'Change role');
    await dialog.getByLabel('Client').check();
    await dialog.getByRole('button', { name: 'Change role' }).click();
    await rowOf(page, invited).getByRole('cell', { name: 'Client' }).waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it('is disabled in the middle of an upload: the next call is 401 and the page says so; and enabled again', async () => {
    const video = path.join(folder, `lena-${run}.mp4`);
    await writeVideo(video, 60 * MB);
    await hers.page.goto('/');
    await throttle(hers.page, 4 * MB);
    await hers.page.getByLabel('Choose files').setInputFiles(video);
    const bar = hers.page.getByRole('progressbar').first();
    await bar.waitFor();
    await expect
      .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 30_000 })
      .toBeGreaterThan(2);

    const { page, problems } = await openAdmin('/admin/people', 'People');
    await findPerson(page, invited);
    await choose(page, invited, 'Disable account');
    const dialog = page.getByRole('dialog', { name: 'Disable the account of Lena Berg?' });
    await dialog.getByText('They are signed out everywhere at once').waitFor();
    await dialog.getByRole('button', { name: 'Disable account' }).click();
    await rowOf(page, invited).getByText('Disabled').waitFor();

    await throttle(hers.page, null);
    await hers.page.getByText('You were signed out.').first().waitFor({ timeout: 60_000 });
    expect((await hers.page.request.get('/api/files')).status()).toBe(401);
    expect((await anonymous().signIn(invited, password)).json).toMatchObject({ code: 'ACCOUNT_DISABLED' });
    const files = await ada().get(`/api/review/files?q=lena-${run}&state=uploaded,verifying,available`);
    expect(files.json.files).toEqual([]);

    await choose(page, invited, 'Enable account');
    await page
      .getByRole('dialog', { name: 'Enable the account of Lena Berg?' })
      .getByRole('button', { name: 'Enable account' })
      .click();
    await rowOf(page, invited).getByText('Disabled').waitFor({ state: 'detached' });
    expect((await anonymous().signIn(invited, password)).status).toBe(200);
    expect(problems).toEqual([]);
    await page.close();
    await hers.page.context().close();
  }, 180_000);

  it('has a page with sessions that can be ended and a password link; the own account is left alone', async () => {
    const { page, problems } = await openAdmin('/admin/people', 'People');
    await findPerson(page, invited);
    await rowOf(page, invited).getByRole('link', { name: 'Lena Berg' }).click();
    await page.getByRole('heading', { name: 'Lena Berg', level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'Where they are signed in' }).waitFor();
    await page.locator('[data-event]').first().waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page
      .getByRole('dialog', { name: 'Sign Lena Berg out everywhere?' })
      .getByRole('button', { name: 'Sign out everywhere' })
      .click();
    await page.getByText('Nowhere: there is no session.').waitFor();

    await page.getByRole('button', { name: 'Password link' }).click();
    await page.getByRole('button', { name: 'Make the link' }).click();
    const link = await page
      .getByRole('dialog', { name: 'Hand over this link' })
      .getByLabel('Link')
      .inputValue();
    expect(new URL(link).pathname).toBe('/reset-password');
    await page.getByRole('button', { name: 'Done' }).click();

    await page.goto('/admin/people?q=ada%40example.com');
    await rowOf(page, 'ada@example.com').getByRole('link', { name: 'Ada' }).click();
    await page.getByText('This is your own account').waitFor();
    expect(await page.getByRole('button', { name: /Disable account|Change role/ }).count()).toBe(0);
    expect(problems).toEqual([]);
    await page.close();
  });
});

describe('upload profiles', () => {
  const name = `papers-${run}`;
  const offer = (client: ApiClient, file: Record<string, unknown>) =>
    client.post('/api/upload', {
      files: [{ name: 'a.pdf', contentType: 'application/pdf', size: 900, profile: name, ...file }],
    });

  it('wrong values are said at their fields; what is saved holds for the next upload', async () => {
    const { page, problems } = await openAdmin('/admin/profiles', 'Upload profiles');
    await page.getByRole('button', { name: 'New profile' }).click();
    await page.getByRole('button', { name: 'Create profile' }).click();
    await page.getByText('Give it a label of 1 to 60').waitFor();
    await page.getByText('Choose at least one kind of file.').waitFor();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Label', exact: true }).getAttribute('aria-invalid'))
      .toBe('true');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');

    await page.getByRole('textbox', { name: 'Label', exact: true }).fill(`Papers ${run}`);
    await expect.poll(() => page.getByLabel('Name in addresses and programs').inputValue()).toBe(name);
    await page.getByRole('checkbox', { name: 'Documents' }).check();
    await page.getByRole('textbox', { name: 'Largest file' }).fill('1');
    await page.getByLabel('Unit of “Largest file”').selectOption('KB');
    await page.getByRole('button', { name: 'Create profile' }).click();
    await page.getByText(`Papers ${run} was saved.`).waitFor();

    const alice = clientOf('alice');
    expect((await offer(alice, {})).status).toBe(200);
    expect((await offer(alice, { size: 1_025 })).json).toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect((await offer(alice, { name: 'a.png', contentType: 'image/png' })).json).toMatchObject({
      code: 'TYPE_NOT_ALLOWED',
    });
    expect(problems).toEqual([]);
    await page.close();
  });

  it('two edits of one profile: both are shown, nothing that was typed is lost', async () => {
    const { page } = await openAdmin(`/admin/profiles?edit=${name}`, 'Upload profiles');
    await page.getByRole('textbox', { name: 'Label', exact: true }).fill('Mine');
    await page.getByLabel('Files of one person in this profile').fill('7');
    const { json } = await ada().get('/api/admin/profiles');
    const { revision, updatedAt, updatedBy, ...now } = json.profiles.find(
      (one: { name: string }) => one.name === name,
    );
    expect([updatedAt, updatedBy]).not.toContain(undefined);
    const { name: _name, ...values } = now;
    const theirs = { ...values, label: 'Theirs', retentionDays: 30, revision };
    expect((await ada().send(`/api/admin/profiles/${name}`, { method: 'PUT', json: theirs })).status).toBe(
      200,
    );

    await page.getByRole('button', { name: 'Save profile' }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'Somebody else changed this profile' });
    await notice.getByText('is taken over: days until deletion.').waitFor();
    await notice.getByText('Theirs', { exact: true }).last().waitFor();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Label', exact: true }).inputValue())
      .toBe('Mine');
    await expect.poll(() => page.getByLabel('Files of one person in this profile').inputValue()).toBe('7');
    await expect.poll(() => page.getByLabel('Delete after days').inputValue()).toBe('30');
    await page.getByRole('button', { name: 'Use theirs: label' }).click();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Label', exact: true }).inputValue())
      .toBe('Theirs');
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Theirs was saved.').waitFor();
    const saved = (await ada().get('/api/admin/profiles')).json.profiles.find(
      (one: { name: string }) => one.name === name,
    );
    expect(saved).toMatchObject({ label: 'Theirs', maxFiles: 7, retentionDays: 30, revision: revision + 2 });
    await page.close();
  });

  it('one is deleted after a question; the default one stays', async () => {
    const { page, problems } = await openAdmin('/admin/profiles', 'Upload profiles');
    const unused = `unused-${run}`;
    const values = {
      maxSizeBytes: 9,
      maxBytes: null,
      maxFiles: null,
      kinds: ['text'],
      isReviewRequired: true,
    };
    const made = await ada().post('/api/admin/profiles', {
      name: unused,
      label: unused,
      ...values,
      retentionDays: null,
    });
    expect(made.status).toBe(201);
    await page.reload();
    expect(
      await page
        .locator('[data-profile=default]')
        .getByRole('button', { name: /Delete/ })
        .count(),
    ).toBe(0);
    await page.getByRole('button', { name: `Delete ${unused}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText(`The profile ${unused} was deleted.`).waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });
});

describe('the audit', () => {
  it('answers who touched a file, and what a person did, in words', async () => {
    const alice = clientOf('alice');
    const fileName = `touched-${run}.pdf`;
    const { key } = await uploadFile(alice, { name: fileName, contentType: 'application/pdf' }, makePdf('T'));
    await waitForDownload(alice, key);
    const rita = clientOf('rita');
    await rita.get(`/api/review/files/${key}`);
    const why = 'The client called about page 3';
    await confirmPassword('rita');
    await rita.get(`/api/review/files/${key}/original?reason=${encodeURIComponent(why)}`);

    const { page, problems } = await openAdmin('/admin/audit', 'Audit');
    const question = page.getByRole('region', { name: 'Who touched this file?' });
    await question.getByRole('searchbox').fill(fileName);
    await question.getByRole('button', { name: fileName }).click();
    await page.getByRole('heading', { name: 'Who touched this file?' }).waitFor();
    await page.waitForURL((url) => url.searchParams.get('file') === key);
    const summary = page.getByRole('region', { name: 'Who touched it, and how' });
    const original = summary.locator('[data-access="url.signed original"]');
    await original.getByText(why).waitFor();
    await original.getByText('Original opened').click();
    await original.getByText('Rita opened the original of').waitFor();
    await page.getByRole('button', { name: 'Every event' }).click();
    // The page of all events stays until the narrower one is there; only in that one each is there once.
    await expect.poll(() => page.getByText('Alice began the upload of').count()).toBe(1);
    await expect.poll(() => page.getByText('Rita opened the original of').count()).toBe(1);
    await page.getByText(why).waitFor();
    expect(await page.locator('[data-event]').count()).toBeGreaterThanOrEqual(6);
    await expect
      .poll(() => page.getByRole('link', { name: fileName }).first().getAttribute('href'))
      .toBe(`/review/${key}`);

    await page.getByRole('button', { name: 'Ask something else' }).click();
    const person = page.getByRole('region', { name: 'What did this person do?' });
    await person.getByRole('searchbox').fill('rita');
    await person.getByRole('button', { name: /rita@example.com/ }).click();
    const touched = page.getByRole('region', { name: 'Which files, and how' });
    await touched.getByRole('heading', { name: fileName }).waitFor();
    await page.getByRole('button', { name: 'Every event' }).click();
    await page.getByText('Rita opened the original of').first().waitFor();
    await page
      .getByText(/^Alice/)
      .first()
      .waitFor({ state: 'detached' });
    await page.getByLabel('What happened').selectOption('file.viewed');
    await expect
      .poll(() =>
        page
          .locator('[data-event]')
          .evaluateAll((all) => [...new Set(all.map((one) => (one as HTMLElement).dataset.action))]),
      )
      .toEqual(['file.viewed']);
    await page.getByLabel('From').fill('2020-01-01');
    await page.getByLabel('Until').fill('2020-01-02');
    await page.getByText('No event matches').waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it('shows hostile file names as text and leads no spreadsheet astray with them', async () => {
    const alice = clientOf('alice');
    const names = committedRows
      .filter(({ surface, input }) => surface === 'filename' && typeof input.value === 'string')
      .map(({ input }) => input.value!)
      .filter((value) => /\.(png|pdf)$/i.test(value) || value.startsWith('='));
    const wanted = [...new Set([...names, `=1+1-${run}.png`, `@SUM(1)-${run}.png`, `<b>${run}.png`])].slice(
      0,
      20,
    );
    for (const value of wanted)
      await alice.post('/api/upload', { files: [{ name: value, contentType: 'image/png', size: 68 }] });

    const { page, problems } = await openAdmin('/admin/audit?action=upload.reserved', 'Audit');
    page.on('dialog', () => problems.push('a dialog opened'));
    await page.locator('[data-event]').first().waitFor();
    expect(await page.locator('[data-event] b, [data-event] img, [data-event] script').count()).toBe(0);

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
    const csv = await readFile(await download.path(), 'utf8');
    const lines = csv.split('\r\n').filter((line) => line !== '');
    expect(lines.length).toBeGreaterThan(wanted.length / 2);
    expect(lines[0]).toMatch(/^id,at,actorType,/);
    expect(csv).not.toMatch(/(^|,|\r\n)"?[=+@\t\r]/);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('verifies the chain and says in words what it found', async () => {
    const { page, problems } = await openAdmin('/admin/audit', 'Audit');
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    const dialog = page.getByRole('dialog', { name: 'Verify the chain' });
    await dialog.getByRole('button', { name: 'Verify the chain' }).click();
    await dialog.getByText('The audit trail is intact.').waitFor({ timeout: 60_000 });
    await dialog.getByText(/^[\d,]+ events are sealed in the chain\.$/).waitFor();
    await expect.poll(() => dialog.getByLabel('End of the chain').inputValue()).toMatch(/^[0-9a-f]{64}$/);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('goes on page by page', async () => {
    // More than one page, also where this file runs alone.
    const busy = anonymous();
    await busy.post('/api/auth/sign-up/email', { name: 'Busy', email: `busy-${run}@example.com`, password });
    const files = Array.from({ length: 55 }, (_, at) => ({
      name: `${at}.png`,
      contentType: 'image/png',
      size: 68,
    }));
    expect((await busy.post('/api/upload', { files })).status).toBe(200);
    const { page, problems } = await openAdmin('/admin/audit', 'Audit');
    await page.getByText('The newest 50 events').waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => page.locator('[data-event]').count()).toBeGreaterThan(50);
    const ids = await page
      .locator('[data-event]')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.event));
    expect(new Set(ids).size).toBe(ids.length);
    expect(problems).toEqual([]);
    await page.close();
  });
});

describe('settings and state', () => {
  it('closes and opens sign-up', async () => {
    const { page, problems } = await openAdmin('/admin/settings', 'Settings');
    const signUp = () =>
      anonymous().post('/api/auth/sign-up/email', {
        name: 'Nobody',
        email: `nobody-${Date.now()}@example.com`,
        password,
      });
    try {
      await page.getByLabel('Nobody').check();
      await page.getByLabel('Days in the trash').fill('0');
      await page.getByText('Enter a whole number of days').waitFor();
      await page.getByLabel('Days in the trash').fill('14');
      await page.getByRole('button', { name: 'Save settings' }).click();
      await page.getByText('Saved. The settings hold from now on.').waitFor();
      expect((await signUp()).json).toMatchObject({ code: 'SIGN_UP_CLOSED' });
      await page.getByLabel('Everybody').check();
      await page.getByRole('button', { name: 'Save settings' }).click();
      await expect.poll(async () => (await ada().get('/api/admin/settings')).json.signUp).toBe('open');
      expect((await signUp()).status).toBe(200);
    } finally {
      const before = { signUp: 'open', trashDays: 30 };
      await ada().send('/api/admin/settings', { method: 'PATCH', json: before });
    }
    expect(problems).toEqual([]);
    await page.close();
  });

  it('says of every part how it is, and looks again', async () => {
    const { page, problems, requests } = await openAdmin('/admin', 'Overview');
    for (const part of ['database', 'store', 'worker', 'queue', 'audit', 'disk', 'mail', 'versions'])
      await page.locator(`[data-part=${part}]`).waitFor();
    for (const part of ['database', 'worker'])
      expect(await page.locator(`[data-part=${part}]`).getAttribute('data-look'), part).toBe('good');
    // A real store that executes unsigned headers is warned about.
    const ofStore = process.env.E2E_STORE ? 'wait' : 'good';
    await expect.poll(() => page.locator('[data-part=store]').getAttribute('data-look')).toBe(ofStore);
    await expect.poll(() => page.locator('[data-part=mail]').getAttribute('data-look')).toBe('plain');
    const asked = () => requests.filter(({ url }) => url.endsWith('/api/admin/status')).length;
    expect(asked()).toBe(1);
    await page.getByRole('button', { name: 'Look again' }).click();
    await expect.poll(asked).toBe(2);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('on a narrow screen the other places are one row that opens', async () => {
    const { page, problems } = await openAdmin('/admin/people', 'People');
    await page.setViewportSize({ width: 360, height: 800 });
    const places = page.getByRole('navigation', { name: 'Administration' });
    const box = await places.boundingBox();
    expect(box?.height).toBeLessThan(60);
    expect(await places.getByRole('link').count()).toBe(0);
    await places.locator('summary').press('Enter');
    expect(await places.getByRole('link').count()).toBe(10);
    await places.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    expect(await places.getByRole('link').count()).toBe(0);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('is nothing to anybody else', async () => {
    const { url } = inject('system');
    const { key } = await uploadFile(
      clientOf('alice'),
      { name: 'mine.png', contentType: 'image/png' },
      makePng(8),
    );
    for (const person of ['alice', 'rita'] as const)
      for (const address of [
        '',
        '/people',
        '/people/x',
        '/invitations',
        '/profiles',
        '/settings',
        '/quarantine',
        '/jobs',
        `/audit?file=${key}`,
      ]) {
        const reply = await clientOf(person).get(`/admin${address}`);
        expect(reply.status, `${person} ${address}`).toBe(404);
      }
    const stranger = await fetch(`${url}/admin`, { redirect: 'manual' });
    expect([stranger.status, stranger.headers.get('location')]).toEqual([307, '/sign-in']);
  });
});
