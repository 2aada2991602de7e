import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, inject, it } from 'vitest';
import { launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { makePdf, writeVideo } from '../makeFile.ts';
import { type Person, root } from '../startSystem.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

/** Enough of a document to look like one. */
const letter = [
  'Between the undersigned, on the day named below, it is agreed as follows.',
  '',
  '1.  The premises are let for the term of twenty-four months.',
  '2.  The rent is 1,240.00 a month, due on the third working day.',
  '3.  A deposit of three months is held in trust for both sides.',
  '4.  Repairs above 150.00 are carried by the owner.',
  '5.  Either side may end the agreement with three months of notice.',
  '',
  'Rent                      1,240.00',
  'Heating and water           185.00',
  'Parking                      60.00',
  'Sum                       1,485.00',
  '',
  '',
  'Signed in two copies, one for each side.',
];

const viewport = { width: 1120, height: 860 };

/** What others handed in, so that the queue and the audit have something to tell. */
async function handIn(): Promise<void> {
  const papers = [
    'Lease agreement 2027',
    'Bank statement May',
    'Bank statement June',
    'Payslip May',
    'Insurance policy',
  ];
  for (const title of papers) {
    const pdf = { name: `${title}.pdf`, contentType: 'application/pdf', path: 'Papers' };
    const { key } = await uploadFile(clientOf('alice'), pdf, makePdf(title, letter));
    await waitForDownload(clientOf('alice'), key);
  }
}

/** Something to look at: colours that run into one another, as in a photo of the sky. */
function drawSky(file: string, colours: readonly [string, string, string]): void {
  const [c0, c1, c2] = colours;
  const source = `gradients=s=1600x1200:n=3:c0=${c0}:c1=${c1}:c2=${c2}:x0=0:y0=0:x1=500:y1=1200`;
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-frames:v', '1', file]);
}

/** Until every row that is to have a picture shows it. */
const pictured = (page: Page, count: number) =>
  expect
    .poll(
      () =>
        page.evaluate(
          () =>
            [...document.querySelectorAll<HTMLImageElement>('[data-thumbnail]')].filter(
              ({ complete, naturalWidth }) => complete && naturalWidth > 0,
            ).length,
        ),
      { timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(count);

const skies = {
  'harbour at dawn': ['0x1b2a49', '0xc06c54', '0xf6d9a8'],
  'the old pier': ['0x2f4858', '0x5f8a8b', '0xd9e2dc'],
  gulls: ['0x6aa5d8', '0xbfdcf0', '0xf7f3e8'],
  'market day': ['0x7a3b2e', '0xd98e4a', '0xf2d16b'],
} as const;

/** Takes the pictures of the README: `VALETKEY_PICTURES=1`, against a fresh system. Not a test of anything. */
it.runIf(process.env.VALETKEY_PICTURES)('pictures for docs/images', async () => {
  const { url } = inject('system');
  const folder = await mkdtemp(path.join(tmpdir(), 'pictures-'));
  const browser = await launchBrowser();
  const openAs = async (person: Person) => {
    const context = await browser.newContext({
      baseURL: url,
      viewport,
      reducedMotion: 'reduce',
      colorScheme: 'light',
    });
    const cookies = inject('sessions')[person];
    await context.addCookies(
      cookies.map(([name, value]) => ({ name, value, url, httpOnly: true, sameSite: 'Lax' })),
    );
    return (await openPage(context)).page;
  };
  const takeOf = async (shown: Page, name: string) => {
    await shown.evaluate(() => scrollTo(0, 0));
    await shown.screenshot({ path: path.join(root, 'docs/images', `${name}.png`) });
  };
  await handIn();
  const page = await openAs('bob');
  const take = (name: string) => takeOf(page, name);
  await page.goto('/');
  const input = page.getByLabel('Choose files');
  await input.waitFor({ state: 'attached' });
  const files = [];
  for (const [name, colours] of Object.entries(skies)) {
    const file = path.join(folder, `${name}.png`);
    drawSky(file, colours);
    files.push(file);
  }
  await writeFile(path.join(folder, 'Lease agreement.pdf'), makePdf('Lease agreement', letter));
  files.push(path.join(folder, 'Lease agreement.pdf'));
  await input.setInputFiles(files);
  await page.getByRole('button', { name: 'Download Lease agreement.pdf' }).first().waitFor();
  await page.getByRole('button', { name: 'Clear list' }).click();
  await page.reload();
  await input.waitFor({ state: 'attached' });
  await pictured(page, 5);
  await take('my-files');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await take('my-files-dark-narrow');
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme: 'light' });
  await page
    .locator('li[data-file]')
    .getByRole('button', { name: 'Lease agreement.pdf', exact: true })
    .first()
    .click();
  const details = page.getByRole('dialog', { name: 'Lease agreement.pdf' });
  await details.getByText('You uploaded it').waitFor();
  await details.getByRole('img').first().waitFor();
  await take('file-details');
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });

  const rita = await openAs('rita');
  await rita.goto('/review');
  const queued = rita.getByRole('row').filter({ hasText: 'Bank statement May.pdf' });
  await queued.waitFor();
  await pictured(rita, 8);
  await takeOf(rita, 'review-queue');
  await queued.getByRole('link', { name: /Bank statement May/ }).click();
  // The queue has buttons of the same name.
  await rita.waitForURL(/\/review\/./);
  await rita.getByRole('region', { name: 'Preview' }).getByRole('img').first().waitFor();
  await rita.getByRole('button', { name: 'Claim', exact: true }).click();
  await rita.getByText(/You claimed this file/).waitFor();
  await takeOf(rita, 'review-desk');
  const ada = await openAs('ada');
  for (const [address, name] of [
    ['/admin', 'administration'],
    ['/admin/audit', 'audit'],
  ] as const) {
    await ada.goto(address);
    await ada.locator('[data-part=store], [data-event]').first().waitFor();
    await takeOf(ada, name);
  }

  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 20_000_000,
  });
  const video = path.join(folder, 'Site visit.mp4');
  await writeVideo(video, 250_000_000);
  await input.setInputFiles(video);
  const bar = page
    .getByRole('listitem')
    .filter({ hasText: 'Site visit.mp4' })
    .getByRole('progressbar')
    .first();
  await expect
    .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 60_000, interval: 100 })
    .toBeGreaterThan(40);
  await take('uploading');
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});
