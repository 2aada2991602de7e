import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makeDocx } from '../../apps/portal/test/makeOffice.ts';
import { contextWith, launchBrowser } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { makePdf, makePng } from '../makeFile.ts';
import { download, waitForDownload } from '../transfer.ts';

/**
 * Every part of a system is killed while a page uploads and the worker works: the store, the database, the portal, the worker, and both of the
 * first once more when all bytes are there. What the page was told is stored is stored, and everything that follows an upload follows once.
 */
const isFull = Boolean(process.env.VALETKEY_TEST_FULL);
const count = isFull ? 120 : 30;
const minutes = 60_000;
const run = `restart${Date.now().toString(36)}`;
const { dataDir, url } = inject('system');
const alice = clientOf('alice');
const ada = clientOf('ada');

type Seen = { id: string; name: string; state: string; derivatives: { name: string; state: string }[] };
type File = { name: string; bytes: Uint8Array };

const parts = ['s3', 'postgres', 'portal', 'worker'] as const;
type Part = (typeof parts)[number];
/** In this order, each when the one before is back and more has arrived. */
const deaths: readonly Part[] = isFull ? [...parts, ...parts, ...parts] : parts;

/** Ends a part as a machine that loses power does; answers whether there was one. */
async function kill(part: Part): Promise<boolean> {
  const note = JSON.parse(await readFile(path.join(dataDir, 'instance.json'), 'utf8'));
  const pid: number | undefined = note.parts[part]?.pid;
  if (pid === undefined) return false;
  process.kill(pid, 'SIGKILL');
  return true;
}

async function isHealthy(): Promise<boolean> {
  const answer = await fetch(`${url}/api/health`).catch(() => null);
  return answer?.status === 200;
}

/** Everything of this run, or `null` while the portal cannot answer. */
async function listAll(): Promise<Seen[] | null> {
  const found: Seen[] = [];
  for (let cursor = ''; ; ) {
    const reply = await alice.get(`/api/files?q=${run}&limit=100${cursor}`).catch(() => null);
    if (reply?.status !== 200) return null;
    found.push(...reply.json.files);
    if (reply.json.nextCursor === null) return found;
    cursor = `&cursor=${encodeURIComponent(reply.json.nextCursor)}`;
  }
}

let browser: Browser;
let folder: string;
const files: File[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'restarts-'));
  for (let at = 0; at < count; at += 1) {
    const name = (ending: string) => `${run} ${at}.${ending}`;
    const kinds = [
      () => ({ name: name('png'), bytes: makePng(200 + at) }),
      () => ({ name: name('csv'), bytes: Buffer.from(`id;amount\n${at};1,5\n`.repeat(200)) }),
      () => ({ name: name('pdf'), bytes: makePdf(`Lease ${at}`) }),
      () => ({ name: name('docx'), bytes: makeDocx({ body: `<w:p><w:r><w:t>${at}</w:t></w:r></w:p>` }) }),
      () => ({ name: name('txt'), bytes: Buffer.from(`note ${at}\n`) }),
    ];
    files.push(kinds[at % kinds.length]!());
  }
  // In parts, so that each of the deaths finds it somewhere else.
  files.push({ name: `${run} large.txt`, bytes: Buffer.alloc(48 * 1024 ** 2, `${run} line of text\n`) });
  await Promise.all(files.map(({ name, bytes }) => writeFile(path.join(folder, name), bytes)));
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

// Of a system that somebody else started there are no processes here to end.
describe.skipIf(dataDir === '')('a system whose parts die', () => {
  it('takes everything that a page sends, and tells it so once', { timeout: 6 * minutes }, async () => {
    const context = await contextWith(browser, url, inject('sessions').alice);
    const page = await context.newPage();
    await page.goto('/');
    const input = page.getByLabel('Choose files');
    await input.waitFor({ state: 'attached' });
    await input.setInputFiles(files.map(({ name }) => path.join(folder, name)));
    let next = 0;
    await expect
      .poll(
        async () => {
          const stored = (await listAll())?.length ?? 0;
          const isDue = stored >= (files.length * (next + 1)) / (deaths.length + 2);
          if (next < deaths.length && isDue && (await isHealthy())) await kill(deaths[next++]!);
          return [stored, next];
        },
        { timeout: 5 * minutes, interval: 200 },
      )
      .toEqual([files.length, deaths.length]);
    // Once more, now that all of it is being checked, drawn and read.
    await kill('postgres');
    await kill('s3');
    await expect.poll(isHealthy, { timeout: minutes }).toBe(true);
    await page
      .getByText(`${files.length} files uploaded`)
      .first()
      .waitFor({ timeout: 2 * minutes });
    await context.close();
  });

  it('ends with each file whole, seen and read, once', { timeout: 10 * minutes }, async () => {
    const isSettled = ({ state, derivatives }: Seen) =>
      state === 'available' && derivatives.every((one) => one.state !== 'pending');
    await expect
      .poll(async () => (await listAll())?.filter((one) => !isSettled(one)).map(({ name }) => name), {
        timeout: 6 * minutes,
        interval: 1_000,
      })
      .toEqual([]);
    const all = (await listAll()) ?? [];
    expect(all.map(({ name }) => name).sort()).toEqual(files.map(({ name }) => name).sort());
    for (const { id, name } of all) {
      const { bytes } = await download(await waitForDownload(alice, id));
      const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
      expect(sha256(bytes), name).toBe(sha256(files.find((one) => one.name === name)!.bytes));
    }
  });

  it('has every picture and every content, each told once, and gave up no job', {
    timeout: 8 * minutes,
  }, async () => {
    const all = (await listAll()) ?? [];
    const waiting = async () => {
      const open: string[] = [];
      for (const { id, name } of all) {
        const { derivatives } = (await alice.get(`/api/files/${id}`)).json;
        const { extraction } = (await alice.get(`/api/files/${id}/extraction`)).json;
        const isRead = extraction !== null && extraction.state !== 'pending';
        const isMade = derivatives.every((one: { state: string }) => one.state !== 'pending');
        const isDue = !/\.(csv|txt)$/.test(name);
        if (!isRead || !isMade || (isDue && derivatives.length < 3)) open.push(name);
      }
      return open;
    };
    await expect.poll(waiting, { timeout: 6 * minutes, interval: 2_000 }).toEqual([]);
    for (const { id, name } of all) {
      const { events } = (await ada.get(`/api/audit?file=${id}&limit=100`)).json;
      const times = (action: string) =>
        events.filter((one: { action: string }) => one.action === action).length;
      expect(times('file.available'), name).toBe(1);
      expect(times('extraction.made'), name).toBe(1);
      expect(times('derivatives.made'), name).toBeLessThanOrEqual(3);
    }
    const { counts } = (await ada.get('/api/admin/jobs')).json;
    const ofFiles = ['settle', 'verify', 'derive', 'print', 'extract'];
    for (const { kind, parked } of counts) if (ofFiles.includes(kind)) expect(parked, kind).toBe(0);
  });
});
