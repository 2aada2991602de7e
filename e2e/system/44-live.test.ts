import { get as httpGet, type IncomingMessage } from 'node:http';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { ApiClient } from '../ApiClient.ts';
import { contextWith, launchBrowser, openPage, type Watched } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { makePdf } from '../makeFile.ts';
import type { Person } from '../startSystem.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

const run = `l${Date.now()}`;

/** Hands a file over, checked and ready for review. */
async function handOver(person: Person, name: string): Promise<string> {
  const { key } = await uploadFile(clientOf(person), { name, contentType: 'application/pdf' }, makePdf(name));
  await waitForDownload(clientOf(person), key);
  return key;
}

const streams: IncomingMessage[] = [];
afterEach(() => {
  for (const stream of streams.splice(0)) stream.destroy();
});

/** Listens as a browser would; what came is in `text`. */
async function listen(client: ApiClient) {
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const heard = { text: '', headers: {} as IncomingMessage['headers'], isOver: false };
  await new Promise<void>((resolve, reject) => {
    httpGet(`${client.url}/api/events`, { headers: { cookie }, agent: false }, (stream) => {
      streams.push(stream);
      heard.headers = stream.headers;
      stream.on('error', () => {});
      stream.on('close', () => {
        heard.isOver = true;
      });
      stream.on('data', (piece: Buffer) => {
        heard.text += piece.toString();
        resolve();
      });
    }).on('error', reject);
  });
  return heard;
}

describe('GET /api/events', () => {
  it('tells each what they may see, at once and by id alone', async () => {
    const [alice, bob, rita] = await Promise.all(
      (['alice', 'bob', 'rita'] as const).map((person) => listen(clientOf(person))),
    );
    expect(alice!.text).toMatch(/^retry: \d{4}\nevent: ready\ndata: \{\}\n\n/);
    expect(alice!.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store',
    });
    const id = await handOver('alice', `told ${run}.pdf`);
    await expect.poll(() => alice!.text).toContain(`{"kind":"file","isOwn":true,"ids":["${id}"]}`);
    await expect.poll(() => rita!.text).toContain(`{"kind":"file","isOwn":false,"ids":["${id}"]}`);
    await clientOf('ravi').post(`/api/review/files/${id}/comments`, { text: `whisper ${run}` });
    await expect.poll(() => rita!.text).toContain(`{"kind":"review","isOwn":false,"ids":["${id}"]}`);
    expect(bob!.text).not.toContain(id);
    expect(alice!.text).not.toContain('review');
    for (const { text } of [alice!, rita!]) expect(text).not.toMatch(new RegExp(`${run}|http|Ravi`));
  });

  it('ends within seconds of signing out, and says why', async () => {
    const { url, password } = inject('system');
    const bob = new ApiClient(url);
    await bob.signIn('bob@example.com', password);
    const left = bob.clone();
    const heard = await listen(left);
    await bob.post('/api/auth/sign-out', {});
    await expect.poll(() => heard.isOver).toBe(true);
    expect(heard.text).toContain('event: signed-out');
    expect((await left.get('/api/events')).status).toBe(401);
  });

  it('takes a few connections of one account, and asks for patience about more', async () => {
    const ada = clientOf('ada');
    const open = await Promise.all(Array.from({ length: 8 }, () => listen(ada)));
    expect(open).toHaveLength(8);
    const refused = await ada.get('/api/events');
    expect(refused).toMatchObject({ status: 429, json: { code: 'RATE_LIMITED' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    streams.pop()?.destroy();
    await expect.poll(async () => (await ada.get('/api/events')).status).toBe(200);
  });
});

describe('pages follow by themselves', () => {
  let browser: Browser;
  const contexts = new Map<Person, BrowserContext>();
  beforeAll(async () => {
    browser = await launchBrowser();
    for (const person of ['alice', 'rita', 'ravi'] as const)
      contexts.set(person, await contextWith(browser, inject('system').url, inject('sessions')[person]));
  });
  afterAll(() => browser?.close());
  // A page that a failed test left would keep the connection of its browser.
  afterEach(async () => {
    for (const page of [...contexts.values()].flatMap((context) => context.pages())) await page.close();
  });

  /** Opens a page and waits until it is told of changes. Longer than this no page waits before it looks for itself. */
  async function open(person: Person, address: string): Promise<Watched> {
    const watched = await openPage(contexts.get(person)!);
    const ready = watched.page.waitForResponse((response) => response.url().endsWith('/api/events'));
    await watched.page.goto(address);
    await ready;
    return watched;
  }

  /** Sooner than any page looks for itself. */
  const soon = { timeout: 8_000 };

  it('an owner sees that their file was decided about', async () => {
    const name = `decided ${run}.pdf`;
    const id = await handOver('alice', name);
    const { page, problems } = await open('alice', '/');
    const row = page.getByRole('listitem').filter({ hasText: name });
    await row.getByText('Uploaded').waitFor();
    await clientOf('rita').post(`/api/review/files/${id}/claim`, {});
    await row.getByText('Being reviewed').waitFor(soon);
    await clientOf('rita').post(`/api/review/files/${id}/decision`, { version: 1, decision: 'approve' });
    await row.getByText('Approved').waitFor(soon);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('the queue says what arrived and what others claimed, and moves no row', async () => {
    const first = await handOver('alice', `first ${run}q.pdf`);
    const { page, problems } = await open('rita', `/review?q=${run}q`);
    const rows = page.getByRole('row').filter({ hasText: `${run}q` });
    await rows.first().waitFor();
    await clientOf('ravi').post(`/api/review/files/${first}/claim`, {});
    await rows.first().getByText('Ravi').waitFor(soon);
    await handOver('bob', `second ${run}q.pdf`);
    await page.getByRole('button', { name: '1 new file' }).waitFor(soon);
    expect(await rows.count()).toBe(1);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('an open file follows its claim and its comments, and its own acts are no second look', async () => {
    const name = `open ${run}.pdf`;
    const id = await handOver('alice', name);
    const { page, problems } = await open('ravi', `/review/${id}`);
    await page.getByText('Nobody is working on this file.').waitFor();
    const looks = async () => {
      const { json } = await clientOf('ada').get(`/api/audit?file=${id}&action=file.viewed`);
      return json.events.filter(({ actor }: { actor: { name: string } }) => actor.name === 'Ravi').length;
    };
    await clientOf('rita').post(`/api/review/files/${id}/claim`, {});
    await page.getByText(/Rita is working on this file for/).waitFor(soon);
    await clientOf('rita').post(`/api/review/files/${id}/comments`, { text: 'Please look at page 2' });
    await page.getByText('Please look at page 2').waitFor(soon);
    await clientOf('rita').post(`/api/review/files/${id}/release`, {});
    await page.getByText('Nobody is working on this file.').waitFor(soon);
    const before = await looks();
    await page.getByRole('button', { name: 'Claim', exact: true }).click();
    await page.getByText(/You claimed this file/).waitFor();
    await clientOf('rita').post(`/api/review/files/${id}/comments`, { text: 'Thank you' });
    await page.getByText('Thank you').waitFor(soon);
    expect(await looks()).toBe(before + 1);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('pages of one browser share one connection, and another takes it over when its page is closed', async () => {
    const first = await open('rita', '/review');
    const second = await openPage(contexts.get('rita')!);
    await second.page.goto(`/review?q=${run}s`);
    const connections = ({ requests }: Watched) =>
      requests.filter(({ url }) => url.endsWith('/api/events')).length;
    await handOver('bob', `shared ${run}s.pdf`);
    await second.page.getByRole('button', { name: '1 new file' }).waitFor(soon);
    expect([connections(first), connections(second)]).toEqual([1, 0]);
    await first.page.close();
    await expect.poll(() => connections(second)).toBe(1);
    await handOver('bob', `again ${run}s.pdf`);
    await second.page.getByRole('button', { name: '2 new files' }).waitFor(soon);
    expect([...first.problems, ...second.problems]).toEqual([]);
    await second.page.close();
  });

  it('says on every page of the browser that the session is over', async () => {
    const { url, password } = inject('system');
    const client = new ApiClient(url);
    await client.signIn('bob@example.com', password);
    const context = await contextWith(browser, url, [...client.cookies]);
    contexts.set('bob', context);
    const first = await open('bob', '/');
    const second = await openPage(context);
    await second.page.goto('/account');
    await second.page.goto('/');
    await client.post('/api/auth/sign-out', {});
    for (const { page } of [first, second]) await page.getByText('You were signed out').waitFor(soon);
    // What the page still asks for between the end and its news is answered with 401, and rightly; the stream is not.
    const problems = [...first.problems, ...second.problems];
    expect(problems.filter((one) => one.includes('/api/events') || !one.includes('401'))).toEqual([]);
    await context.close();
  });
});
