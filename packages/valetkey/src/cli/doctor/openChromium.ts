import { spawn } from 'node:child_process';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

export type Chromium = {
  /** Runs an expression in an empty page of an origin, of which the page itself is never fetched. */
  evaluate<T>(origin: string, expression: string): Promise<T>;
  close(): Promise<void>;
};

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export async function findChromium(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  for (const path of env.CHROME_PATH ? [env.CHROME_PATH] : places) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}

const flags = [
  '--remote-debugging-pipe',
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // The page is made up, so the browser takes it for one of the Internet that reaches into a private network.
  '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
];

const answerMs = 30_000;

type Message = {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
};

/** Speaks the DevTools protocol over a pipe: messages are JSON with a NUL after each. */
export async function openChromium(path: string, signal: AbortSignal): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), 'valetkey-browser-'));
  const child = spawn(path, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    signal,
  });
  child.on('error', () => undefined);
  const input = child.stdio[3] as Writable;
  const output = child.stdio[4] as Readable;
  input.on('error', () => undefined);
  const waiting = new Map<number, (message: Message) => void>();
  let onPaused: (requestId: string) => void = () => {};
  let sequence = 0;
  let rest = '';
  output.setEncoding('utf8');
  output.on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const raw of messages) {
      const message = JSON.parse(raw) as Message;
      if (message.id !== undefined) waiting.get(message.id)?.(message);
      else if (message.method === 'Fetch.requestPaused') onPaused(String(message.params?.requestId));
    }
  });

  function send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    sequence++;
    const id = sequence;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => finish({ error: { message: 'no answer' } }), answerMs);
      const onExit = () => finish({ error: { message: 'the browser ended' } });
      const finish = ({ result = {}, error }: Message) => {
        clearTimeout(timer);
        child.off('exit', onExit);
        waiting.delete(id);
        if (error) reject(new Error(`Chromium, ${method}: ${error.message}`));
        else resolve(result);
      };
      child.once('exit', onExit);
      waiting.set(id, finish);
      input.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  }

  return {
    async evaluate<T>(origin: string, expression: string): Promise<T> {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      const session = String(sessionId);
      const isServed = new Promise<void>((resolve, reject) => {
        onPaused = (requestId) => {
          const body = Buffer.from('<!doctype html><title>valetkey doctor</title>').toString('base64');
          const headers = [{ name: 'content-type', value: 'text/html' }];
          send(
            'Fetch.fulfillRequest',
            { requestId, responseCode: 200, responseHeaders: headers, body },
            session,
          ).then(() => resolve(), reject);
        };
      });
      await send('Fetch.enable', { patterns: [{ urlPattern: `${origin}/valetkey-doctor` }] }, session);
      await Promise.all([isServed, send('Page.navigate', { url: `${origin}/valetkey-doctor` }, session)]);
      await send('Fetch.disable', {}, session);
      const answer = await send(
        'Runtime.evaluate',
        { expression, awaitPromise: true, returnByValue: true },
        session,
      );
      await send('Target.closeTarget', { targetId });
      return (answer.result as { value: T }).value;
    },
    async close() {
      const ended = new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve();
        else child.once('exit', () => resolve());
      });
      child.kill('SIGKILL');
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
