import { spawnSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { exifBlock, withExif } from '../../apps/portal/test/exifBlock.ts';
import { tarOf, zipOf } from '../../apps/portal/test/hostileArchives.ts';
import { makeDocx } from '../../apps/portal/test/makeOffice.ts';
import { makeWav } from '../../apps/portal/test/makeWav.ts';
import { makeWorkbook } from '../../apps/portal/test/makeWorkbook.ts';
import type { ApiClient } from '../ApiClient.ts';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makeJpeg, makePdf } from '../makeFile.ts';
import type { Person } from '../startSystem.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

/** What is read out of files: seen by their owners and by who reviews, and by nobody else. */
const hasPoppler = ['pdfinfo', 'pdftotext'].every(
  (tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0,
);
const hasFfmpeg = spawnSync('sh', ['-c', 'command -v ffprobe']).status === 0;
const run = `extr${Date.now().toString(36)}`;
const patience = { timeout: 60_000 };

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

async function handOver(person: Person, name: string, contentType: string, bytes: Uint8Array<ArrayBuffer>) {
  const client = clientOf(person);
  const { key } = await uploadFile(client, { name: `${run} ${name}`, contentType }, bytes);
  await waitForDownload(client, key);
  return key;
}

const own = (id: string) => `/api/files/${id}/extraction`;
const reviewed = (id: string) => `/api/review/files/${id}/extraction`;

async function extractionOf(client: ApiClient, id: string) {
  await expect
    .poll(async () => (await client.get(own(id))).json.extraction?.state ?? 'none', patience)
    .not.toBe('pending');
  return (await client.get(own(id))).json.extraction;
}

describe.runIf(hasPoppler)('documents', () => {
  it('tell their pages and how their text begins', async () => {
    const id = await handOver(
      'bob',
      'lease.pdf',
      'application/pdf',
      makePdf('Lease agreement', ['of a house']),
    );
    expect(await extractionOf(clientOf('bob'), id)).toMatchObject({
      kind: 'document',
      extracted: { pageCount: 1, text: expect.stringContaining('of a house'), isComplete: true },
    });
    const context = await contextWith(browser, inject('system').url, inject('sessions').rita);
    const { page, problems } = await openPage(context);
    await page.goto(`/review/${id}`);
    const text = page.getByRole('region', { name: 'How its text begins' });
    await text.getByText('Lease agreement').waitFor(patience);
    await expectAccessible(page, 'what is read out of a document');
    expect(problems).toEqual([]);
    await context.close();
  });
});

describe('documents of office programs', () => {
  it('tell their words, how their text begins, and that there are programs in them', async () => {
    const docx = makeDocx({ more: [{ name: 'word/vbaProject.bin', bytes: Buffer.from('x') }] });
    const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    const id = await handOver('bob', 'lease.docx', type, docx);
    expect(await extractionOf(clientOf('bob'), id)).toMatchObject({
      kind: 'document',
      extracted: { title: 'Lease & more', pageCount: 2, wordCount: 4, hasMacros: true, isComplete: true },
    });
    const context = await contextWith(browser, inject('system').url, inject('sessions').rita);
    const { page, problems } = await openPage(context);
    await page.goto(`/review/${id}`);
    await page.getByText('There are programs (macros) in it.').waitFor(patience);
    await page.getByRole('region', { name: 'How its text begins' }).getByText('First line').waitFor();
    await expectAccessible(page, 'what is read out of an office document');
    expect(problems).toEqual([]);
    await context.close();
  });
});

const costs = 'item,net\nrent,1000.10\n"=HYPERLINK(""http://x"")",200.20\nTotal,1300.30\n';

describe('tables', () => {
  it('are measured, and what does not add up is said to owner and reviewer', async () => {
    const id = await handOver('bob', 'costs.csv', 'text/csv', Buffer.from(costs));
    const extraction = await extractionOf(clientOf('bob'), id);
    expect(extraction).toMatchObject({
      kind: 'table',
      state: 'available',
      extracted: {
        format: 'csv',
        tables: [
          {
            rowCount: 3,
            columnCount: 2,
            columns: [{ type: 'text' }, { type: 'number', min: '200.2', sum: expect.closeTo(2_500.6) }],
            totals: [{ row: 4, column: 2, stated: 1_300.3, computed: expect.closeTo(1_200.3) }],
          },
        ],
      },
    });
    expect((await clientOf('alice').get(own(id))).status).toBe(404);
    for (const { person, path } of [
      { person: 'bob', path: `/?file=${id}` },
      { person: 'rita', path: `/review/${id}` },
    ] as const) {
      const context = await contextWith(browser, inject('system').url, inject('sessions')[person]);
      const { page, problems } = await openPage(context);
      await page.goto(path);
      await page.getByText('Row 4, net: says 1,300.3, the rows above add up to 1,200.3.').waitFor(patience);
      const figures = page.getByRole('region', { name: 'Figures of each column' });
      await figures.getByRole('row', { name: /^net number 3 0 3 200\.2 1300\.3 2,500\.6 833\.53/ }).waitFor();
      const rows = page.getByRole('region', { name: 'First rows' });
      await rows.getByRole('cell', { name: '=HYPERLINK("http://x")' }).waitFor();
      expect(await rows.getByRole('link').count()).toBe(0);
      await expectAccessible(page, `figures as ${person} sees them`);
      expect(problems).toEqual([]);
      await context.close();
    }
  });
});

describe('workbooks', () => {
  it('tell by whom they were made and that sheets are hidden, to who reviews them', async () => {
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    const rows = [
      ['Item', 'Cost'],
      ['Rent', 10],
      ['Total', 11],
    ];
    const book = makeWorkbook(
      { Costs: rows, Kept: rows },
      { hidden: ['Kept'], core: '<dc:creator>=Jane()</dc:creator>' },
    );
    const id = await handOver('bob', 'costs.xlsx', type, book);
    expect((await extractionOf(clientOf('bob'), id)).extracted.workbook).toMatchObject({
      sheetCount: 2,
      hiddenSheetCount: 1,
      author: '=Jane()',
    });
    const context = await contextWith(browser, inject('system').url, inject('sessions').rita);
    const { page, problems } = await openPage(context);
    await page.goto(`/review/${id}`);
    await page.getByText('1 sheet is hidden: a spreadsheet program does not show it.').waitFor(patience);
    await page.getByRole('definition').filter({ hasText: '=Jane()' }).waitFor();
    await expectAccessible(page, 'what a workbook says about itself');
    expect(problems).toEqual([]);
    await context.close();
  });
});

describe('pictures and recordings', () => {
  it('tell what they are to owner and reviewer, and of a place only that there is one', async () => {
    const photo = new Uint8Array(withExif(makeJpeg(), exifBlock({ description: '<b>gulls</b>' })));
    const id = await handOver('bob', 'gulls.jpg', 'image/jpeg', photo);
    const extraction = await extractionOf(clientOf('bob'), id);
    expect(extraction).toMatchObject({
      kind: 'image',
      state: 'available',
      extracted: {
        format: 'jpeg',
        width: 8,
        height: 8,
        orientation: 6,
        cameraModel: 'Maker One',
        takenAt: '2024-05-01T12:30:00',
        hasPosition: true,
      },
    });
    expect(JSON.stringify(extraction)).not.toContain('52.5');
    expect((await clientOf('alice').get(own(id))).status).toBe(404);
    for (const { person, path } of [
      { person: 'bob', path: `/?file=${id}` },
      { person: 'rita', path: `/review/${id}` },
    ] as const) {
      const context = await contextWith(browser, inject('system').url, inject('sessions')[person]);
      const { page, problems } = await openPage(context);
      await page.goto(path);
      const part = page.getByRole('region', { name: 'About the picture' });
      await part.getByText('8 × 8 pixels').waitFor(patience);
      await part.getByText('1 May 2024, 12:30:00').waitFor();
      await part.getByText('<b>gulls</b>').waitFor();
      await part.getByText('The picture says where it was taken.').waitFor();
      await expectAccessible(page, `facts of a picture as ${person} sees them`);
      expect(problems).toEqual([]);
      await context.close();
    }
    // What is written in it is found by who reviews.
    const found = await clientOf('rita').get('/api/review/files?q=gulls%20maker');
    expect(found.json.files.map((file: { id: string }) => file.id)).toContain(id);
  });

  it.runIf(hasFfmpeg)('tell their length and each of their tracks', async () => {
    const id = await handOver('bob', 'tone.wav', 'audio/wav', makeWav(2));
    expect(await extractionOf(clientOf('bob'), id)).toMatchObject({
      kind: 'recording',
      extracted: {
        container: 'wav',
        durationSeconds: 2,
        tracks: [{ kind: 'audio', codec: 'pcm_s16le', channels: 1, sampleRate: 8_000 }],
      },
    });
    const context = await contextWith(browser, inject('system').url, inject('sessions').rita);
    const { page, problems } = await openPage(context);
    await page.goto(`/review/${id}`);
    const part = page.getByRole('region', { name: 'About the recording' });
    await part.getByText('PCM, 16 bits, mono, 8 kHz, 128 kbit/s').waitFor(patience);
    await part.getByText('0:02').waitFor();
    await expectAccessible(page, 'facts of a recording');
    expect(problems).toEqual([]);
    await context.close();
  });
});

const slip = () =>
  zipOf([
    { name: 'papers/' },
    { name: 'papers/lease.txt', bytes: Buffer.from('The lease') },
    { name: '../../<img src=x onerror=alert(1)>', bytes: Buffer.from('1') },
    { name: 'locked.txt', isEncrypted: true },
  ]);

describe('archives', () => {
  it('are listed for owners and reviewers, each look with its event, and for nobody else', async () => {
    const alice = clientOf('alice');
    const id = await handOver('alice', 'slip.zip', 'application/zip', slip());
    const extraction = await extractionOf(alice, id);
    expect(extraction).toMatchObject({
      version: 1,
      kind: 'archive',
      state: 'available',
      extracted: { format: 'zip', entryCount: 4, isComplete: true, warnings: ['path_outside', 'encrypted'] },
    });
    expect(extraction.extracted.entries.map(({ name }: { name: string }) => name)).toContain(
      'papers/lease.txt',
    );
    expect((await clientOf('rita').get(reviewed(id))).json.extraction).toEqual(extraction);
    expect((await clientOf('rita').get(`/api/review/files/${id}`)).json.extracted).toEqual({
      kind: 'archive',
      state: 'available',
      reason: null,
    });
    for (const person of ['bob', 'rita', 'ada'] as const)
      expect((await clientOf(person).get(own(id))).status, person).toBe(404);
    expect((await alice.get(reviewed(id))).status).toBe(404);
    const audit = async (action: string) =>
      (await clientOf('ada').get(`/api/audit?file=${id}&action=${action}`)).json.events;
    expect(await audit('extraction.made')).toHaveLength(1);
    const looks = (await audit('extraction.read')).map(({ purpose }: { purpose: string }) => purpose);
    expect(looks).toContain('review');
    expect(looks).toContain(null);

    // The same as a table, by the same roads and for nobody else, each an event of its own.
    const asTable = (person: Parameters<typeof clientOf>[0], path: string) =>
      clientOf(person).get(path, { headers: { accept: 'text/csv' } });
    for (const [person, path] of [
      ['alice', own(id)],
      ['rita', reviewed(id)],
    ] as const) {
      const table = await asTable(person, path);
      expect([table.status, table.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
      expect(table.headers['content-disposition']).toBe('attachment; filename="facts.csv"');
      expect(table.text).toContain('papers/lease.txt,kind,file');
    }
    for (const [person, path] of [
      ['bob', own(id)],
      ['rita', own(id)],
      ['ada', own(id)],
      ['alice', reviewed(id)],
    ] as const)
      expect((await asTable(person, path)).status, `${person} ${path}`).toBe(404);
    const exports = (await audit('extraction.exported')).map(({ purpose }: { purpose: string }) => purpose);
    expect(exports.toSorted()).toEqual(['review', null].toSorted());
    await alice.send(`/api/files/${id}`, { method: 'DELETE' });
    expect((await alice.get(own(id))).status).toBe(404);
    expect((await clientOf('rita').get(reviewed(id))).status).toBe(404);
  });

  it('are in the details of their owner and on the page of who reviews, as text and nothing else', async () => {
    const name = `${run} shown.tar`;
    const id = await handOver(
      'bob',
      'shown.tar',
      'application/x-tar',
      tarOf([
        { name: '<b>bold</b>.txt', bytes: Buffer.from('x') },
        { name: 'soft', type: '2', linkTarget: '/etc/hostname' },
      ]),
    );
    for (const { person, path } of [
      { person: 'bob', path: `/?file=${id}` },
      { person: 'rita', path: `/review/${id}` },
    ] as const) {
      const context = await contextWith(browser, inject('system').url, inject('sessions')[person]);
      const { page, problems } = await openPage(context);
      await page.goto(path);
      const table = page.getByRole('region', { name: 'Entries of the archive' });
      await table.waitFor(patience);
      const rows = table.getByRole('row');
      expect(await rows.allInnerTexts()).toEqual([
        expect.stringContaining('Name'),
        expect.stringContaining('<b>bold</b>.txt'),
        expect.stringMatching(/soft\s+leads to \/etc\/hostname/),
      ]);
      expect(await table.locator('b').count()).toBe(0);
      await page.getByText('There are links, which may lead to places outside.').waitFor();
      await expectAccessible(page, `${name} as ${person} sees it`);
      expect(problems).toEqual([]);
      await context.close();
    }
  });
});
