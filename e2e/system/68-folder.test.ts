import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type FolderFile, makeFolder } from '../../apps/portal/test/makeFolder.ts';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { workerPids } from '../workerPids.ts';

/**
 * A folder of everything goes through the portal in a browser while its worker is killed again and again: each file ends where it has
 * to, and nothing is lost or there twice. The complete run has a table of a million rows.
 */
const isFull = Boolean(process.env.VALETKEY_TEST_FULL);
const csvRows = isFull ? 1_000_000 : 20_000;
/**
 * Shares of the files that have ended when the worker is killed; it dies once more after them. That is once less often than a job may
 * be tried: one that was at work each time would be taken for what kills workers, and parked.
 */
const deaths = [0.25, 0.7];
const minutes = 60_000;
const run = `fold${Date.now().toString(36)}`;
const alice = clientOf('alice');
const ada = clientOf('ada');

type Message = { headers: Record<string, string>; body: string };
type Seen = { id: string; name: string; state: string; version: number; derivatives: Derivative[] };
type Derivative = { name: string; state: string; size: number | null };

const status = (await ada.get('/api/admin/status')).json;
const ends = ['available', 'rejected', 'quarantined'];

let browser: Browser;
let folder: string;
let files: FolderFile[];
let receiver: Server;
let hook: { id: string; secret: string } | null = null;
const messages: Message[] = [];

async function listAll(): Promise<Seen[]> {
  const found: Seen[] = [];
  let cursor = '';
  do {
    const { json } = await alice.get(`/api/files?q=${run}&limit=100${cursor}`);
    found.push(...json.files);
    cursor = json.nextCursor === null ? '' : `&cursor=${encodeURIComponent(json.nextCursor)}`;
  } while (cursor !== '');
  return found;
}

const seenOf = (all: readonly Seen[], { name }: FolderFile) =>
  all.filter((one) => one.name === `${run} ${name}`);

/** All events of a file, by what happened. */
async function countEvents(id: string): Promise<Record<string, number>> {
  const { json } = await ada.get(`/api/audit?file=${id}&limit=100`);
  const counts: Record<string, number> = {};
  for (const { action } of json.events) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'folder-'));
  files = (await makeFolder({ csvRows })).filter(
    ({ states }) => status.scanner !== null || !states.includes('quarantined'),
  );
  await Promise.all(files.map(({ name, bytes }) => writeFile(path.join(folder, `${run} ${name}`), bytes)));
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      messages.push({ headers: request.headers as Record<string, string>, body });
      response.end('taken');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { status: code, json } = await ada.post('/api/admin/webhooks', {
    url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/folder`,
    events: [
      'file.available',
      'file.rejected',
      'file.quarantined',
      'derivative.available',
      'extraction.made',
    ],
  });
  if (code === 201) hook = { id: json.webhook.id, secret: json.secret };
});
afterAll(async () => {
  if (hook !== null) await ada.send(`/api/admin/webhooks/${hook.id}`, { method: 'DELETE' });
  // Nothing is left that other tests would find in the quarantine.
  for (const held of (await ada.get('/api/admin/quarantine?limit=100')).json.files)
    if (held.name.startsWith(run))
      await ada.post(`/api/admin/quarantine/${held.id}/refuse`, {
        revision: held.revision,
        reason: 'a test',
      });
  receiver?.close();
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a folder of everything', () => {
  it('goes through the portal while the worker dies', { timeout: 10 * minutes }, async () => {
    const context = await contextWith(browser, inject('system').url, inject('sessions').alice);
    const { page, problems } = await openPage(context);
    await page.goto('/');
    const input = page.getByLabel('Choose files');
    await input.waitFor({ state: 'attached' });
    await input.setInputFiles(files.map(({ name }) => path.join(folder, `${run} ${name}`)));
    const { dataDir } = inject('system');
    let killed = 0;
    await expect
      .poll(
        async () => {
          const all = await listAll();
          const ended = all.filter(({ state }) => ends.includes(state)).length;
          const due = deaths.filter((share) => ended >= share * files.length).length;
          if (killed < due) {
            killed = due;
            for (const pid of workerPids(dataDir)) process.kill(pid, 'SIGKILL');
          }
          return ended;
        },
        { timeout: 5 * minutes, interval: 300 },
      )
      .toBe(files.length);
    expect(killed).toBe(deaths.length);
    // Once more, now that all of it is being drawn and read.
    for (const pid of workerPids(dataDir)) process.kill(pid, 'SIGKILL');
    await context.close();
    expect(problems).toEqual([]);
  });

  it('ends in the right states, with the right derivatives, once', { timeout: 10 * minutes }, async () => {
    const isSettled = (all: readonly Seen[]) =>
      files.filter((file) => {
        const [seen] = seenOf(all, file);
        if (seen?.state !== 'available') return false;
        const names = Object.keys(file.derivatives);
        return names.some(
          (name) => !seen.derivatives.some((one) => one.name === name && one.state !== 'pending'),
        );
      });
    // Lists have the picture of lists alone, so each file is asked for by itself.
    const readAll = async () =>
      Promise.all(
        (await listAll()).map(async ({ id }) => (await alice.get(`/api/files/${id}`)).json as Seen),
      );
    await expect
      .poll(async () => isSettled(await readAll()).map(({ name }) => name), {
        timeout: 8 * minutes,
        interval: 1_000,
      })
      .toEqual([]);
    const all = await readAll();
    expect(all.map(({ name }) => name).sort()).toEqual(files.map(({ name }) => `${run} ${name}`).sort());
    for (const file of files) {
      const [seen] = seenOf(all, file);
      expect([seen?.version, file.states], file.name).toEqual([1, expect.arrayContaining([seen?.state])]);
      if (seen?.state !== 'available') {
        expect(seen?.derivatives, file.name).toEqual([]);
        continue;
      }
      const own = seen.derivatives.filter(({ name }) => !name.startsWith('image-captions'));
      expect(own.map(({ name }) => name).sort(), file.name).toEqual(Object.keys(file.derivatives).sort());
      for (const { name, state } of own)
        expect(file.derivatives[name], `${file.name} ${name}`).toContain(state);
    }
  });

  it('has what can be read out of it, and what does not add up', { timeout: 5 * minutes }, async () => {
    const all = await listAll();
    for (const file of files) {
      const [seen] = seenOf(all, file);
      const read = async () => (await alice.get(`/api/files/${seen?.id}/extraction`)).json.extraction;
      if (file.extraction === null || seen?.state !== 'available') {
        expect(await read(), file.name).toBe(null);
        continue;
      }
      await expect
        .poll(async () => (await read()).state, { timeout: 3 * minutes, message: file.name })
        .not.toBe('pending');
      const extraction = await read();
      expect(extraction.kind, file.name).toBe(file.extraction.kind);
      expect(file.extraction.states, `${file.name}: ${extraction.reason}`).toContain(extraction.state);
      if (file.name === 'costs.xlsx')
        expect(extraction.extracted.tables[0].totals).toMatchObject([
          { row: 4, stated: 1_300, computed: 1_250.5 },
        ]);
      if (file.name === 'figures.csv')
        expect(extraction.extracted.tables[0]).toMatchObject({
          rowCount: csvRows,
          columns: [{ type: 'integer' }, { type: 'number' }, { type: 'text' }],
        });
      if (file.name === 'notes.txt')
        expect(extraction.extracted).toMatchObject({ encoding: 'windows-1252', text: 'first line\ncafé' });
      if (file.name === 'from windows.log')
        expect(extraction.extracted).toMatchObject({ encoding: 'utf-16le', text: 'started\nstopped' });
      if (file.name === 'half.json') expect(extraction.extracted.text).toBe('{"rows": [1,');
      if (file.name === 'moving.gif') expect(extraction.extracted.frameCount).toBe(20);
      if (file.name === 'photo.jpg')
        expect(extraction.extracted).toMatchObject({ cameraModel: 'Maker One', hasPosition: true });
    }
  });

  it('is on the screen', { timeout: 3 * minutes }, async () => {
    const context = await contextWith(browser, inject('system').url, inject('sessions').alice);
    const { page, problems } = await openPage(context);
    for (const name of [
      'photo.jpg',
      'picture.avif',
      'moving.gif',
      'scan.tiff',
      'lease.pdf',
      'minutes.docx',
      'costs.xlsx',
      'film.mov',
    ]) {
      const file = files.find((one) => one.name === name);
      if (file?.derivatives.thumb?.includes('available') !== true) continue;
      await page.goto(`/?q=${encodeURIComponent(`${run} ${name}`)}`);
      const picture = page.locator('li[data-file] [data-thumbnail]').first();
      await expect
        .poll(
          () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth > 0).catch(() => false),
          { timeout: minutes / 2, message: name },
        )
        .toBe(true);
    }
    for (const [name, words] of [
      ['half.jpg', 'The content cannot be read'],
      ['half.xlsx', 'The content cannot be read'],
      ['photo called.png', 'Not accepted'],
      ['infected.zip', 'On hold'],
      ['costs.xlsx', 'Totals that do not add up'],
      ['readme.md', '- the keys 📄'],
    ] as const) {
      const file = files.find((one) => one.name === name);
      if (file === undefined) continue;
      const [seen] = seenOf(await listAll(), file);
      await page.goto(`/?file=${seen?.id}`);
      await page.getByRole('dialog').getByText(words).first().waitFor();
    }
    expect(problems).toEqual([]);
    await context.close();
  });

  it('has each of its events once, and no job that was given up', { timeout: 5 * minutes }, async () => {
    const all = await listAll();
    for (const { id, name } of all) {
      const counts = await countEvents(id);
      const ended = ends.map((state) => counts[`file.${state}`] ?? 0);
      expect(
        ended.reduce((sum, count) => sum + count),
        name,
      ).toBe(1);
      expect(counts['extraction.made'] ?? 0, name).toBeLessThanOrEqual(1);
      // Pictures, a preview, and what a processor adds.
      expect(counts['derivatives.made'] ?? 0, name).toBeLessThanOrEqual(3);
    }
    const { jobs } = (await ada.get('/api/admin/jobs?limit=100')).json;
    const ids = new Set(all.map(({ id }) => id));
    expect(
      jobs.filter(({ fileId }: { fileId: string | null }) => fileId !== null && ids.has(fileId)),
    ).toEqual([]);
  });

  it('is told to another system, which checks each message with the public library', {
    timeout: 6 * minutes,
  }, async ({ skip }) => {
    if (hook === null) {
      skip('this system sends nothing to this machine');
      return;
    }
    const { secret } = hook;
    const ids = (await listAll()).map(({ id }) => id);
    const isTold = /^(?:file\.(?:available|rejected|quarantined)|derivative\.available|extraction\.made)$/;
    const readTrail = async () => {
      const happened = await Promise.all(
        ids.map(async (id) =>
          Object.entries(await countEvents(id)).map(([action, count]): [string, number] => [
            `${action === 'derivatives.made' ? 'derivative.available' : action} ${id}`,
            count,
          ]),
        ),
      );
      return happened.flat().filter(([key]) => isTold.test(key.split(' ')[0] ?? ''));
    };
    /** How many messages there are about each; one that came twice has the same id. */
    const readMessages = () => {
      const told = new Map<string, Set<string>>();
      for (const { headers, body } of messages) {
        const { type, data } = new Webhook(secret).verify(body, headers) as {
          type: string;
          data: { fileId: string };
        };
        const key = `${type} ${data.fileId}`;
        told.set(key, (told.get(key) ?? new Set()).add(headers['webhook-id'] ?? ''));
      }
      return told;
    };
    await expect
      .poll(
        async () => {
          const trail = await readTrail();
          const told = readMessages();
          return trail
            .map(([key, count]) => `${key}: ${told.get(key)?.size ?? 0} of ${count}`)
            .filter((_, index) => told.get(trail[index]?.[0] ?? '')?.size !== trail[index]?.[1]);
        },
        { timeout: 5 * minutes, interval: 2_000 },
      )
      .toEqual([]);
    const { body, headers } = messages[0]!;
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    // Thin: what a message is about, and neither names nor addresses.
    expect(messages.map((message) => message.body).join()).not.toMatch(new RegExp(`${run}|X-Amz|https?://`));
  });
});
