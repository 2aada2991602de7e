import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage, type Watched } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePdf } from '../makeFile.ts';
import { endReviewOf } from '../profiles.ts';
import type { Person } from '../startSystem.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

/** Two people at once before one file that needs both of them. */
const run = Date.now();
const profile = `pages-${run}`;
const label = `Contracts ${run}`;
let browser: Browser;
const contexts = new Map<Person, BrowserContext>();
const ada = clientOf('ada');
const alice = clientOf('alice');

async function open(person: Person, address: string): Promise<Watched> {
  const watched = await openPage(contexts.get(person)!);
  await watched.page.emulateMedia({ reducedMotion: 'reduce' });
  await watched.page.goto(address);
  return watched;
}

const storedProfile = async () =>
  (await ada.get('/api/admin/profiles')).json.profiles.find((one: { name: string }) => one.name === profile);

async function handOver(documentId?: string): Promise<string> {
  const name = `lease ${run}.pdf`;
  const file = { name, contentType: 'application/pdf', profile, ...(documentId && { documentId }) };
  const { key } = await uploadFile(alice, file, makePdf(`${name} ${documentId ?? 'first'}`));
  await waitForDownload(alice, key);
  return key;
}

const said = (page: Page, text: string | RegExp) => page.getByRole('main').getByText(text).first();

beforeAll(async () => {
  browser = await launchBrowser();
  for (const person of ['rita', 'ravi', 'lea', 'ada'] as const)
    contexts.set(person, await contextWith(browser, inject('system').url, inject('sessions')[person]));
});
afterAll(async () => {
  await endReviewOf(profile);
  await browser?.close();
});

describe('four eyes', () => {
  it('are asked for by a profile, which has reasons of its own', async () => {
    const { page, problems } = await open('ada', '/admin/profiles');
    await page.getByRole('button', { name: 'New profile' }).click();
    await page.getByRole('textbox', { name: 'Label', exact: true }).fill(label);
    await page.getByLabel('Name in addresses and programs').fill(profile);
    await page.getByRole('button', { name: 'Choose all' }).click();
    await page.getByLabel('Two people have to approve each file').check();
    for (const [index, reason] of ['Page missing', 'Wrong tenant'].entries()) {
      await page.getByRole('button', { name: 'Add a reason' }).click();
      await page
        .getByLabel(`Reason ${index + 1}`, { exact: true })
        .and(page.locator(':focus'))
        .waitFor();
      await page.keyboard.type(reason);
    }
    await page.getByRole('button', { name: 'Remove reason 1' }).click();
    await expectAccessible(page, 'a profile for two people');
    await page.getByRole('button', { name: 'Create profile' }).click();
    await page.getByText(`${label} was saved.`).waitFor();
    expect(await storedProfile()).toMatchObject({
      isSecondApprovalRequired: true,
      reasonCodes: [{ code: 'WRONG_TENANT', label: 'Wrong tenant' }],
    });
    await page.getByRole('button', { name: `Edit ${label}` }).click();
    expect(await page.getByLabel('Reason 1', { exact: true }).inputValue()).toBe('Wrong tenant');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('collide, ask for changes, and approve the new version one after the other', async () => {
    const id = await handOver();
    const [rita, lea] = await Promise.all([open('rita', `/review/${id}`), open('lea', `/review/${id}`)]);
    await said(lea.page, 'Nobody is working on this file.').waitFor();
    await said(rita.page, 'A lead or an administrator has to agree as well.').waitFor();

    // Changes are asked for by one person; the owner uploads again.
    await rita.page.getByLabel('Request changes').check();
    await rita.page.getByLabel('Reason').selectOption({ label: 'Wrong tenant' });
    await rita.page.getByRole('button', { name: 'Request changes' }).click();
    await rita.page
      .getByText(/Asked for changes to lease/)
      .first()
      .waitFor();
    await expect
      .poll(async () => (await alice.get(`/api/files/${id}`)).json.outcome)
      .toMatchObject({
        reasonLabel: 'Wrong tenant',
      });
    await handOver(id);

    // Lea still looks at the first version, and is told that there is another one, which does not take its place by itself.
    await said(lea.page, /The owner uploaded a new version/).waitFor();
    expect(await said(lea.page, 'About version 2, the one shown here.').count()).toBe(0);
    await lea.page.getByRole('button', { name: 'Show it as it is now' }).click();
    await said(lea.page, 'About version 2, the one shown here.').waitFor();

    // Rita approves it before Lea does: hers would be the second now, and she is told so before it counts.
    await lea.page.getByLabel('Approve').check();
    await rita.page.goto(`/review/${id}`);
    await rita.page.getByLabel('Approve').check();
    await rita.page.getByRole('button', { name: 'Approve' }).click();
    await rita.page
      .getByText(/Now somebody else has to agree/)
      .first()
      .waitFor();
    await lea.page.getByRole('button', { name: 'Approve' }).click();
    await said(lea.page, /Rita approved this version. It needs a second person/).waitFor();
    expect((await alice.get(`/api/files/${id}`)).json).toMatchObject({ review: 'in_review', outcome: null });

    // Rita cannot be both, and is told what is waited for.
    await rita.page.goto(`/review/${id}?list=awaiting_second`);
    await said(rita.page, 'You approved this version. Another lead or administrator has to agree').waitFor();
    expect(await rita.page.getByLabel('Approve').count()).toBe(0);
    await expectAccessible(rita.page, 'waiting for the second person');
    const ravi = await open('ravi', `/review/${id}?list=awaiting_second`);
    await said(ravi.page, 'Rita approved this version. It waits for a lead or an administrator').waitFor();

    // The list of what waits has it; Lea agrees there.
    await lea.page.goto(`/review?list=awaiting_second&q=${run}`);
    await lea.page.getByRole('link', { name: /Second approval/ }).waitFor();
    await lea.page.getByRole('link', { name: `lease ${run}.pdf` }).click();
    await said(lea.page, /Rita approved this version. It needs a second person/).waitFor();
    await expectAccessible(lea.page, 'the second decision');
    await lea.page.getByLabel('Approve').check();
    await lea.page.getByRole('button', { name: 'Approve' }).click();
    await lea.page
      .getByText(/Approved lease/)
      .first()
      .waitFor();
    expect((await alice.get(`/api/files/${id}`)).json).toMatchObject({ review: 'approved', version: 2 });
    for (const { page, problems } of [rita, lea, ravi]) {
      expect(problems.filter((text) => !/status of 409/.test(text))).toEqual([]);
      await page.close();
    }
  });
});
