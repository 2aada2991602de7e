import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { exifBlock, withExif } from '../../apps/portal/test/exifBlock.ts';
import type { ApiClient } from '../ApiClient.ts';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makeJpeg } from '../makeFile.ts';
import { type Person, root } from '../startSystem.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

/** What the processors of the configuration come to, seen by owners and by who reviews, and by nobody else. */
const run = `proc${Date.now().toString(36)}`;
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

const own = (id: string) => `/api/files/${id}/results`;
const reviewed = (id: string) => `/api/review/files/${id}/results`;

async function resultOf(client: ApiClient, id: string, processor: string) {
  const find = async () =>
    (await client.get(own(id))).json.results.find(
      (one: { processor: string }) => one.processor === processor,
    );
  await expect.poll(async () => (await find())?.state, patience).toMatch(/available|failed|empty/);
  return find();
}

const invoice = 'item;net\nrent;1.000,10\nheat;200,20\nTotal;1.300,30\n';

describe('processors', () => {
  it('say to owner and reviewer what an invoice comes to, with an event that they emit', async () => {
    const bob = clientOf('bob');
    const id = await handOver('bob', 'invoice.csv', 'text/csv', Buffer.from(invoice));
    const result = await resultOf(bob, id, 'invoice-totals');
    expect(result).toMatchObject({
      state: 'available',
      values: [
        { name: 'stated', label: 'Stated total', value: 1_300.3 },
        { name: 'computed', value: 1_200.3 },
        { name: 'lineCount', value: 2 },
        { name: 'isRight', value: false },
      ],
      lists: [],
      derivatives: [],
    });
    expect((await clientOf('rita').get(reviewed(id))).json.results).toEqual([result]);
    for (const person of ['alice', 'rita', 'ada'] as const)
      expect((await clientOf(person).get(own(id))).status, person).toBe(404);
    expect((await bob.get(reviewed(id))).status).toBe(404);
    const audit = async (action: string) =>
      (await clientOf('ada').get(`/api/audit?file=${id}&action=${action}`)).json.events;
    expect(await audit('processor.finished')).toHaveLength(1);
    expect(await audit('processor.event')).toHaveLength(1);
    expect((await audit('results.read')).map(({ purpose }: { purpose: string }) => purpose)).toContain(
      'review',
    );

    for (const { person, path } of [
      { person: 'bob', path: `/?file=${id}` },
      { person: 'rita', path: `/review/${id}` },
    ] as const) {
      const context = await contextWith(browser, inject('system').url, inject('sessions')[person]);
      const { page, problems } = await openPage(context);
      await page.goto(path);
      const section = page.getByRole('region', { name: 'Results', exact: true });
      await section.getByRole('heading', { name: 'Invoice total' }).waitFor(patience);
      await section.getByText('1,300.3').waitFor();
      await expectAccessible(page, `results as ${person} sees them`);
      expect(problems).toEqual([]);
      await context.close();
    }
    await bob.send(`/api/files/${id}`, { method: 'DELETE' });
    expect((await bob.get(own(id))).status).toBe(404);
    expect((await clientOf('rita').get(reviewed(id))).status).toBe(404);
  });

  it('keep what they make as a derivative that is saved from the details', async () => {
    const picture = new Uint8Array(withExif(makeJpeg(), exifBlock({ description: '<b>A house</b>' })));
    const id = await handOver('bob', 'house.jpg', 'image/jpeg', picture);
    const result = await resultOf(clientOf('bob'), id, 'image-captions');
    expect(result).toMatchObject({
      values: [{ value: '<b>A house</b>' }, { value: 'Maker One' }, { value: '2024-05-01 12:30:00' }],
      derivatives: [{ name: 'image-captions-text', contentType: 'application/json', size: 28 }],
    });
    const context = await contextWith(browser, inject('system').url, inject('sessions').bob);
    const { page, problems } = await openPage(context);
    await page.goto(`/?file=${id}`);
    const section = page.getByRole('region', { name: 'Results', exact: true });
    await section.getByText('<b>A house</b>').waitFor(patience);
    expect(await section.locator('b').count()).toBe(0);
    const saved = page.waitForEvent('download');
    await section.getByRole('button', { name: /^Save / }).click();
    expect((await saved).suggestedFilename()).toBe(`${run} house (image-captions-text).json`);
    expect(problems).toEqual([]);
    await context.close();
  });
});

type Message = { headers: IncomingHttpHeaders; body: string };

/*
 * A system that somebody else started hands off to an address that it was given when it started, and only there can these tests listen:
 * start it with WEBHOOK_ALLOW_LOOPBACK=1, PROCESSOR_WORD_COUNTS_URL=http://127.0.0.1:PORT/hook (a free port of this machine) and
 * PROCESSOR_WORD_COUNTS_SECRET (whsec_ and 32 bytes in Base64), and run the tests with the last two as well. Else they are skipped.
 */
const { url, handOff } = inject('system');
const { port, secret } = handOff ?? { port: 0, secret: '' };

describe.skipIf(handOff === null)('a processor that works elsewhere', () => {
  const post = (call: string, token: string | null, body: unknown, name = 'word-counts') =>
    fetch(`${url}/api/processors/${name}/${call}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const codeOf = async (response: Response) => [response.status, (await response.json()).code];

  it('fetches one version with a token that is good for nothing else, and answers once', async () => {
    const messages: Message[] = [];
    const receiver = createServer(async (request, response) => {
      let body = '';
      for await (const piece of request.setEncoding('utf8')) body += piece;
      messages.push({ headers: request.headers, body });
      response.writeHead(202).end();
    });
    await new Promise<void>((resolve) => receiver.listen(port, '127.0.0.1', resolve));
    try {
      const id = await handOver('bob', 'letter.txt', 'text/plain', Buffer.from('one longer'));
      const find = () => messages.find(({ body }) => body.includes(id));
      await expect.poll(find, patience).toBeDefined();
      const { headers, body } = find()!;
      const { data } = new Webhook(secret).verify(body, headers as Record<string, string>) as {
        data: { token: string; version: number };
      };
      expect(body).not.toMatch(/letter|https?:/);
      const { token } = data;

      for (const [call, given] of [
        ['source', null],
        ['results', null],
        ['source', `vkp_${'a'.repeat(43)}`],
        ['results', 'nonsense'],
      ] as const)
        expect(await codeOf(await post(call, given, {})), `${call} ${given}`).toEqual([
          401,
          'UNAUTHENTICATED',
        ]);
      for (const name of ['invoice-totals', 'nobody', '__proto__'])
        expect(await codeOf(await post('source', token, {}, name)), name).toEqual([404, 'NOT_FOUND']);

      const source = await (await post('source', token, {})).json();
      expect(source).toMatchObject({ contentType: 'text/plain', sizeBytes: 10 });
      expect(await (await fetch(source.signedUrl)).text()).toBe('one longer');
      const signed = (await clientOf('ada').get(`/api/audit?file=${id}&action=url.signed`)).json.events;
      expect(signed).toContainEqual(
        expect.objectContaining({
          purpose: 'processor',
          actor: expect.objectContaining({ id: 'processor:word-counts' }),
        }),
      );

      for (const [given, expected] of [
        [{ output: { words: 'two', longest: 'longer' } }, [422, 'RESULT_REFUSED']],
        [
          { output: { words: 1, longest: 'x', deep: { a: 1 } }, events: [{ event: 'other' }] },
          [422, 'RESULT_REFUSED'],
        ],
        [{ output: {}, more: 1 }, [400, 'UNKNOWN_FIELD']],
        [{ refused: 'Not a word' }, [400, 'INVALID_BODY']],
        [{ refused: 'processor_failed' }, [422, 'RESULT_REFUSED']],
        ['{', [400, 'INVALID_JSON']],
        [{ output: { longest: 'x'.repeat(600_000) } }, [413, 'BODY_TOO_LARGE']],
      ] as const)
        expect(await codeOf(await post('results', token, given))).toEqual(expected);

      const answer = {
        output: { words: 2, longest: 'longer' },
        events: [{ event: 'many_words', figures: { words: 2 } }],
      };
      const taken = await Promise.all([1, 2, 3].map(() => post('results', token, answer)));
      expect(taken.map(({ status }) => status)).toContain(200);
      expect((await post('results', token, answer)).status).toBe(200);
      expect(await codeOf(await post('results', token, { output: { words: 3, longest: 'longer' } }))).toEqual(
        [409, 'STALE'],
      );
      expect(await codeOf(await post('source', token, {}))).toEqual([409, 'INVALID_STATE']);
      expect(await resultOf(clientOf('bob'), id, 'word-counts')).toMatchObject({
        state: 'available',
        values: [{ value: 2 }, { value: 'longer' }],
      });
      const events = (await clientOf('ada').get(`/api/audit?file=${id}&action=processor.event`)).json.events;
      expect(events).toHaveLength(1);
      await clientOf('bob').send(`/api/files/${id}`, { method: 'DELETE' });
      expect(await codeOf(await post('results', token, answer))).toEqual([409, 'NOT_AVAILABLE']);
    } finally {
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
    }
  });

  it('may be the example that is under 60 lines', async () => {
    const program = path.join(root, 'examples/processor-receiver/server.js');
    const child: ChildProcess = spawn(process.execPath, [program], {
      env: { ...process.env, PORT: String(port), PORTAL_URL: url, PROCESSOR_WORD_COUNTS_SECRET: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    try {
      await new Promise<void>((resolve) =>
        child.stdout!.on('data', (text) => String(text).includes('READY') && resolve()),
      );
      const bob = clientOf('bob');
      const id = await handOver('bob', 'poem.txt', 'text/plain', Buffer.from('a thousand words'));
      expect(await resultOf(bob, id, 'word-counts')).toMatchObject({
        values: [{ label: 'Words', value: 3 }, { value: 'thousand' }],
      });
      const empty = await handOver('bob', 'none.txt', 'text/plain', Buffer.from('1 2 3'));
      expect(await resultOf(bob, empty, 'word-counts')).toMatchObject({
        state: 'failed',
        reason: 'no_text',
        reasonLabel: 'There is no word in it.',
      });
    } finally {
      child.kill();
      await gone;
    }
  });
});
