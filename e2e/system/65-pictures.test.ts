import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { launchBrowser, openPage } from '../browser.ts';
import { makePdf, makePng, writeVideo } from '../makeFile.ts';
import { people, root } from '../startSystem.ts';

/** Takes the pictures of the README: `VALETKEY_PICTURES=1`, against a fresh system. Not a test of anything. */
it.runIf(process.env.VALETKEY_PICTURES)('pictures for docs/images', async () => {
  const { url, password } = inject('system');
  const folder = await mkdtemp(path.join(tmpdir(), 'pictures-'));
  const browser = await launchBrowser();
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1120, height: 860 },
    reducedMotion: 'reduce',
    colorScheme: 'light',
  });
  const { page } = await openPage(context);
  const take = async (name: string) => {
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: path.join(root, 'docs/images', `${name}.png`) });
  };
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(people.bob);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const input = page.getByLabel('Choose files');
  await input.waitFor({ state: 'attached' });
  const files = [];
  for (const name of ['harbour at dawn', 'the old pier', 'gulls', 'market day']) {
    const file = path.join(folder, `${name}.png`);
    await writeFile(file, makePng(400));
    files.push(file);
  }
  await writeFile(path.join(folder, 'Lease agreement.pdf'), makePdf('Lease'));
  files.push(path.join(folder, 'Lease agreement.pdf'));
  await input.setInputFiles(files);
  await page.getByRole('button', { name: 'Download Lease agreement.pdf' }).first().waitFor();
  await page.getByRole('button', { name: 'Clear list' }).click();
  await page.reload();
  await input.waitFor({ state: 'attached' });
  await take('my-files');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await take('my-files-dark-narrow');
  await page.setViewportSize({ width: 1120, height: 860 });
  await page.emulateMedia({ colorScheme: 'light' });
  const session = await context.newCDPSession(page);
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
