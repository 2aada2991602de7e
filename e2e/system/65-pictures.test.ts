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
    viewport: { width: 1120, height: 760 },
    deviceScaleFactor: 2,
  });
  const { page } = await openPage(context);
  const take = (name: string) => page.screenshot({ path: path.join(root, 'docs/images', `${name}.png`) });
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(people.ravi);
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
  await take('my-files');
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});
