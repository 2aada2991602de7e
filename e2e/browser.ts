import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
  type Request,
  type Response,
} from 'playwright-core';
import { chromiumFlags } from '../scripts/lib/chromiumFlags.mjs';

/** `$CHROME_PATH`, then a system Chromium or Chrome, then Playwright's own, then the one that comes from npm. */
export async function findChromium(): Promise<string> {
  const candidates = [
    process.env.CHROME_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    chromium.executablePath(),
  ];
  const found = candidates.find((candidate) => candidate && existsSync(candidate));
  if (found) return found;
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
}

/** A headless Chromium with a fresh profile. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: chromiumFlags, headless: true });
}

/** What a page must never do: break its own Content-Security-Policy, log an error, or throw. */
export type Watched = {
  page: Page;
  /** Everything that went wrong so far; a test ends with `expect(problems).toEqual([])`. */
  problems: string[];
  /** URLs of all requests, in order, with their method and how they ended. */
  requests: { method: string; url: string; status: number | null }[];
};

export async function openPage(context: BrowserContext): Promise<Watched> {
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: Watched['requests'] = [];
  await page.exposeFunction('reportPolicyViolation', (text: string) => {
    problems.push(`policy violation: ${text}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      if (event.disposition === 'report') return;
      const report = (window as unknown as { reportPolicyViolation?: (text: string) => void })
        .reportPolicyViolation;
      report?.(
        `${event.effectiveDirective} blocked ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`,
      );
    });
  });
  page.on('console', (message) => {
    const isReportOnly = message.text().includes('[Report Only]');
    // What a browser asks by itself, for a page that is left before it has said where its icon is.
    const isIcon = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !isReportOnly && !isIcon) {
      problems.push(`console error: ${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => problems.push(`page error: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()))
      requests.push({ method: request.method(), url: request.url(), status: null });
  });
  page.on('response', (response) => {
    const entry = requests.findLast(
      ({ url, method, status }) =>
        url === response.url() && method === response.request().method() && status === null,
    );
    if (entry) entry.status = response.status();
  });
  waitsForWhatEnds(page);
  for (const move of ['goto', 'reload'] as const) {
    const arrive = page[move].bind(page) as (...args: unknown[]) => Promise<Response | null>;
    page[move] = async (...args: unknown[]) => {
      const response = await arrive(...args);
      await scriptListens(page);
      return response;
    };
  }
  return { page, problems, requests };
}

/** Live events never end: a page is idle when nothing else was on its way for half a second. */
function waitsForWhatEnds(page: Page): void {
  const running = new Set<Request>();
  let quietSince = Date.now();
  const over = (request: Request) => {
    if (running.delete(request)) quietSince = Date.now();
  };
  page.on('request', (request) => {
    if (new URL(request.url()).pathname !== '/api/events') running.add(request);
  });
  page.on('requestfinished', over);
  page.on('requestfailed', over);
  // What a document that was left still waited for is not heard of again.
  page.on('framenavigated', (frame) => frame === page.mainFrame() && running.clear());
  const wait = page.waitForLoadState.bind(page);
  page.waitForLoadState = async (state, options) => {
    if (state !== 'networkidle') return wait(state, options);
    await wait('load', options);
    const until = Date.now() + 30_000;
    while (running.size > 0 || Date.now() - quietSince < 500) {
      if (Date.now() > until)
        throw new Error(`Still on their way: ${[...running].map((one) => one.url()).join(' ')}`);
      await page.waitForTimeout(50);
    }
  };
}

/**
 * Waits until the page's script has taken over every control that the server drew. On a slow machine a test is faster
 * than that, and what it presses or chooses before is lost. React marks each element that it has taken over.
 */
async function scriptListens(page: Page): Promise<void> {
  try {
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const isOurs = document.querySelector('script[src*="/_next/"]') !== null;
          const isTaken = (control: Element) =>
            Object.keys(control).some((key) => key.startsWith('__reactProps'));
          const look = () => {
            const controls = [
              ...document.querySelectorAll('body :is(a[href], button, input, select, textarea)'),
            ];
            if (!isOurs) resolve();
            // Effects, listeners for keys among them, come after the paint: what is left to do, idle says.
            else if (controls.every(isTaken)) requestIdleCallback(() => resolve(), { timeout: 2000 });
            else if (performance.now() > 60_000) reject(new Error('The script of the page never took over.'));
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
  } catch (error) {
    // The page went on to another one by itself, which is looked at instead.
    if (!String(error).includes('context was destroyed')) throw error;
    await page.waitForLoadState();
    await scriptListens(page);
  }
}

/** Pages that nobody tells of changes, as in a browser without locks: for tests of people who do not know yet what others did. */
export async function withoutLiveEvents(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });
  });
}

/** A context that already has a session's cookies. */
export async function contextWith(
  browser: Browser,
  url: string,
  cookies: [name: string, value: string][],
): Promise<BrowserContext> {
  const context = await browser.newContext({ acceptDownloads: true, baseURL: url });
  await context.addCookies(
    cookies.map(([name, value]) => ({ name, value, url, httpOnly: true, sameSite: 'Lax' as const })),
  );
  return context;
}
