// Chromium over a DevTools pipe. Not Playwright: its Network domain is always on and copies request bodies through the
// debugger, which costs some engines more than others.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromiumFlags } from '../../scripts/lib/chromiumFlags.mjs';
import { findBrowser } from '../../scripts/lib/findBrowser.mjs';

export const { path: chromePath } = await findBrowser({ root: path.resolve(import.meta.dirname, '../..') });

const flags = [
  ...chromiumFlags,
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--remote-debugging-pipe',
];

/** Starts a browser with a fresh profile, or with a kept one. */
export async function startChrome({ profile } = {}) {
  const folder = profile ?? (await mkdtemp(path.join(tmpdir(), 'valetkey-bench-profile-')));
  const browser = spawn(chromePath, [...flags, `--user-data-dir=${folder}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise((resolve) => browser.on('exit', resolve));
  const waiting = new Map();
  let lastId = 0;
  let buffered = '';
  browser.stdio[3].on('error', () => {});
  browser.stdio[4].setEncoding('utf8').on('data', (data) => {
    const messages = (buffered + data).split('\0');
    buffered = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) asked?.reject(new Error(message.error.message));
      else asked?.resolve(message.result);
    }
  });
  browser.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('The browser is gone.'));
  });
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      waiting.set(++lastId, { resolve, reject });
      browser.stdio[3].write(`${JSON.stringify({ id: lastId, method, params, sessionId })}\0`);
    });

  async function openPage(url) {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const tell = (method, params) => send(method, params, sessionId);
    const evaluate = async (expression) => {
      const { result, exceptionDetails } = await tell('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails)
        throw new Error((exceptionDetails.exception?.description ?? exceptionDetails.text).split('\n')[0]);
      return result.value;
    };
    await tell('Runtime.enable');
    await tell('Performance.enable');
    await tell('Page.navigate', { url });
    for (let tries = 0; !(await evaluate('window.isReady === true').catch(() => false)); tries++) {
      if (tries === 400) throw new Error(`The page does not become ready: ${url}`);
      await wait(25);
    }
    return {
      evaluate,
      close: () => send('Target.closeTarget', { targetId }),
      async choose(files) {
        const { root } = await tell('DOM.getDocument');
        const { nodeId } = await tell('DOM.querySelector', { nodeId: root.nodeId, selector: 'input' });
        await tell('DOM.setFileInputFiles', { files, nodeId });
      },
      /** Seconds that tasks of the main thread took since the page was opened, and how much of it the processor worked on them. */
      async mainThread() {
        const { metrics } = await tell('Performance.getMetrics');
        const read = (wanted) => metrics.find(({ name }) => name === wanted).value;
        return { busySeconds: read('TaskDuration'), processorSeconds: read('ThreadTime') };
      },
    };
  }

  return {
    profile: folder,
    openPage,
    /** Highest resident memory of a renderer, in MiB; 0 where there is no /proc. */
    rendererPeakMiB: () => Math.max(0, ...descendants(browser.pid).map(readPeak)),
    async kill() {
      browser.kill('SIGKILL');
      await gone;
    },
    async close() {
      send('Browser.close').catch(() => {});
      const timer = setTimeout(() => browser.kill('SIGKILL'), 4_000);
      await gone;
      clearTimeout(timer);
      if (!profile) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function descendants(root) {
  if (!existsSync('/proc/self/stat')) return [];
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [
          [Number(name), Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ')[1])],
        ];
      } catch {
        return [];
      }
    });
  const own = new Set([root]);
  for (let size = 0; size !== own.size; ) {
    size = own.size;
    for (const [pid, parent] of parents) if (own.has(parent)) own.add(pid);
  }
  return [...own];
}

function readPeak(pid) {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) return 0;
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024;
  } catch {
    return 0;
  }
}
