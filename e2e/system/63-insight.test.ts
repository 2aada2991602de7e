import { readFile } from 'node:fs/promises';
import { expect, inject, it } from 'vitest';
import { launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePng } from '../makeFile.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

const problem = (status: number, code: string) => ({ status, json: { status, code } });
const [alice, rita, lea] = [clientOf('alice'), clientOf('rita'), clientOf('lea')];
const summary = async (query = '') => (await lea.get(`/api/metrics/summary${query}`)).json;

it('counts what happens, in this hour too', async () => {
  const of = async () => {
    const { figures } = await summary();
    const value = (measure: string, key = '') => figures[measure]?.[key] ?? 0;
    return {
      handshakes: value('handshakes'),
      stored: value('stored'),
      verified: value('verified'),
      reviewed: value('reviewed'),
      rejected: value('decisions', 'reject'),
      images: value('files', 'image'),
    };
  };
  const before = await of();
  const { key } = await uploadFile(alice, { name: 'counted.png', contentType: 'image/png' }, makePng(9));
  await waitForDownload(alice, key);
  const decision = { version: 1, decision: 'reject', reasonCode: 'WRONG_DOCUMENT', message: 'Not this one' };
  expect((await rita.post(`/api/review/files/${key}/decision`, decision)).status).toBe(200);
  await alice.post('/api/upload', { files: [{ name: 'never.png', contentType: 'image/png', size: 68 }] });
  expect(await of()).toEqual({
    handshakes: before.handshakes + 2,
    stored: before.stored + 1,
    verified: before.verified + 1,
    reviewed: before.reviewed + 1,
    rejected: before.rejected + 1,
    images: before.images + 1,
  });
});

it('has a day for each day, names nobody, and takes only days', async () => {
  const week = await summary('?from=2029-12-31&to=2030-01-06');
  expect(week.days.map(({ day }: { day: string }) => day)).toHaveLength(7);
  expect(week).toMatchObject({
    from: '2029-12-31T00:00:00.000Z',
    to: '2030-01-07T00:00:00.000Z',
    before: { from: '2029-12-24T00:00:00.000Z', to: '2029-12-31T00:00:00.000Z' },
  });
  for (const [from, to, bucket, count] of [
    ['2030-01-01', '2030-04-02', 'day', 92],
    ['2030-01-01', '2030-12-31', 'week', 53],
    ['2028-01-01', '2030-12-31', 'month', 36],
  ])
    expect(await summary(`?from=${from}&to=${to}`)).toMatchObject({
      bucket,
      days: expect.objectContaining({ length: count }),
    });
  const text = JSON.stringify(await summary());
  for (const secret of ['alice', 'Alice', 'rita', 'Rita', 'counted.png', 'incoming/', 'files/'])
    expect(text).not.toContain(secret);
  for (const query of [
    '?from=yesterday',
    '?to=2030-02-30',
    '?from=2030-01-02&to=2030-01-01',
    '?from=2030-01-01&to=2033-01-01',
    "?from=2030-01-01'--",
  ])
    expect(await lea.get(`/api/metrics/summary${query}`), query).toMatchObject(problem(400, 'INVALID_QUERY'));
});

it('is a page for leads, accessible in both themes and on small screens, with a table behind each picture', async () => {
  const { url } = inject('system');
  const browser = await launchBrowser();
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      baseURL: url,
      colorScheme,
      reducedMotion: 'reduce',
      viewport: { width: colorScheme === 'light' ? 1280 : 360, height: 900 },
    });
    await context.addCookies(
      inject('sessions').lea.map(([name, value]) => ({ name, value, url, httpOnly: true, sameSite: 'Lax' })),
    );
    const { page, problems } = await openPage(context);
    await page.goto('/insight');
    await page.locator('[data-step=reviewed]').waitFor();
    await page.getByText('The same as a table').click();
    await page.getByRole('table', { name: 'Uploads by day' }).waitFor();
    await expectAccessible(page, `insight, ${colorScheme}`);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    const csv = await readFile(await (await downloading).path(), 'utf8');
    expect(csv).toMatch(/^from,to,measure,key,value,before\r\n/);
    expect(csv).toMatch(/,handshakes,,\d+,\d+\r\n/);
    await page.getByRole('button', { name: 'Last 7 days' }).click();
    await page.waitForURL((address) => address.searchParams.has('from'));
    for (const [button, bars] of [
      ['Last year', 'week'],
      ['Last 3 years', 'month'],
    ]) {
      await page.getByRole('button', { name: button }).press('Enter');
      await page.getByRole('heading', { name: `Uploads by ${bars}` }).waitFor();
      await expectAccessible(page, `insight by ${bars}, ${colorScheme}`);
    }
    await page.goto('/insight?from=2030-01-02&to=2030-01-01');
    await page.getByText('Choose a first day').waitFor();
    await page.goto('/insight?from=2035-01-01&to=2035-01-02');
    await page.getByText('Nothing happened in these days').waitFor();
    await expectAccessible(page, `insight without figures, ${colorScheme}`);
    expect(problems).toEqual([]);
    await context.close();
  }
  await browser.close();
  for (const person of [alice, rita]) expect((await person.get('/insight')).status).toBe(404);
}, 120_000);
