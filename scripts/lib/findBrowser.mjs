// Which browser the tests drive.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const PLAYWRIGHT_BINARIES = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
];

export const BROWSER_HELP = `No Chromium or Chrome was found for the browser tests. One of these brings one:
    apt-get install chromium            (Debian, as root)
    brew install --cask chromium        (macOS)
    npx playwright-core install chromium
or name yours: CHROME_PATH=/path/to/chrome npm test`;

/**
 * The first browser that runs: $CHROME_PATH, the system's, Playwright's, then the one that is packed into an npm package.
 * @param {{ root: string, environment?: Record<string, string | undefined> }} options
 * @returns {Promise<{ path: string, version: string } | { path: null, tried: string[] }>}
 */
export async function findBrowser({ root, environment = process.env }) {
  if (environment.CHROME_PATH) {
    const version = versionOf(environment.CHROME_PATH);
    // Who names a browser wants that one: another would answer a question that was not asked.
    return version === null
      ? { path: null, tried: [`CHROME_PATH=${environment.CHROME_PATH} (does not run)`] }
      : { path: environment.CHROME_PATH, version };
  }
  const tried = [];
  for (const path of [...systemBrowsers(environment), ...playwrightBrowsers(environment)]) {
    const version = versionOf(path);
    if (version !== null) return { path, version };
    tried.push(path);
  }
  const packed = await packedBrowser(root);
  if (packed !== null) {
    const version = versionOf(packed);
    if (version !== null) return { path: packed, version };
    tried.push(packed);
  }
  return { path: null, tried };
}

function systemBrowsers(environment) {
  const folders = (environment.PATH ?? '').split(':').filter(Boolean);
  const onPath = COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...APPLICATIONS].filter(isExecutable);
}

function playwrightBrowsers(environment) {
  const homes = [
    environment.PLAYWRIGHT_BROWSERS_PATH,
    join(homedir(), '.cache', 'ms-playwright'),
    join(homedir(), 'Library', 'Caches', 'ms-playwright'),
  ].filter((path) => path && existsSync(path));
  return homes.flatMap((home) =>
    readdirSync(home)
      .filter((name) => /^chromium-\d+$/.test(name))
      .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
      .flatMap((name) => PLAYWRIGHT_BINARIES.map((binary) => join(home, name, binary)))
      .filter(isExecutable),
  );
}

async function packedBrowser(root) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  try {
    const entry = createRequire(join(root, 'package.json')).resolve('@sparticuz/chromium');
    const { default: chromium } = await import(entry);
    return await chromium.executablePath();
  } catch {
    return null;
  }
}

function versionOf(path) {
  const run = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return run.status === 0 ? run.stdout.trim() : null;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
