import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installCommand, missingPackages } from '../stores/throwAwayStore.mjs';
import { BROWSER_HELP, findBrowser } from './findBrowser.mjs';
import { prepareWorkspace } from './prepareWorkspace.mjs';
import { createProgress, formatSeconds } from './progress.mjs';
import { runCommand } from './runCommand.mjs';
import { StartError } from './startError.mjs';
import { countVitest, lastLine, listTimes, noResults, sumResults } from './testResults.mjs';
import { testSteps } from './testSteps.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Ends what hangs. Twice what the slowest step takes on a machine at half its speed, which happens. */
const STEP_MINUTES = 40;
const FULL_STEP_MINUTES = 120;
/** So many are named at the end. */
const SLOWEST_FILES = 12;

const HELP = `npm test [-- --full] [-- --only=TEXT]

Installs and builds what changed, then runs every check and test; the last line counts them.

  --full        adds the slow variants (every death of a large upload, strict bounds on long tasks), the whole
                story in a browser, the accessibility of every page of the administration and the account, and
                real stores and clients, where Debian's packages of them are installed
  --only=TEXT   only the steps whose name contains TEXT
  --list        names the steps
`;

/** @param {readonly string[]} args @returns {Promise<number>} the exit code */
export async function main(args) {
  const options = parseArguments(args);
  if (options.text !== null) {
    process.stdout.write(options.text);
    return options.code;
  }
  const write = (line) => process.stdout.write(`${line}\n`);
  const progress = createProgress({ write, everyMilliseconds: 60_000 });
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stopping.abort());
  const results = [];
  try {
    await prepareWorkspace({ root: ROOT, progress, signal: stopping.signal, instance: null });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    write(`FAIL  set-up\n${error.message}`);
    write(lastLine({ passed: 0, failed: 1, skipped: 0 }));
    return 1;
  }
  const browser = await progress.step('Looking for a browser', () => findBrowser({ root: ROOT }));
  write(browser.path === null ? BROWSER_HELP : `  Browser: ${browser.version} (${browser.path})`);
  const environment = testEnvironment(options, browser);
  const take = async (step) => {
    if (stopping.signal.aborted) return;
    const result = await runStep({ step, environment, options, progress, browser, signal: stopping.signal });
    write(describe(result));
    if (result.counts.failed > 0) write(indent(result.output));
    results.push(result);
  };
  // The library's tests mostly wait for the database and the store: beside the checks they cost hardly any time.
  const aside = Promise.all(options.steps.filter(({ isAside }) => isAside === true).map(take));
  for (const steps of sideBySide(options.steps.filter(({ isAside }) => isAside !== true))) {
    if (steps.some(({ needs }) => needs === 'browser')) await aside;
    await Promise.all(steps.map(take));
  }
  await aside;
  return summarise(results, { isStopped: stopping.signal.aborted, elapsed: progress.elapsed(), write });
}

/** @param {readonly import('./testSteps.mjs').TestStep[]} steps @returns {import('./testSteps.mjs').TestStep[][]} */
function sideBySide(steps) {
  const groups = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.group !== undefined && last?.[0].group === step.group) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

function parseArguments(args) {
  const isFull = args.includes('--full');
  const only = args.find((argument) => argument.startsWith('--only='))?.slice(7) ?? null;
  const steps = testSteps(ROOT)
    .filter((step) => isFull || !step.isFullOnly)
    .filter((step) => only === null || step.name.includes(only));
  const known = (argument) =>
    argument === '--full' || argument === '--list' || argument.startsWith('--only=');
  const unknown = args.find((argument) => !known(argument));
  let text = null;
  let code = 0;
  if (args.includes('--help') || args.includes('-h')) text = HELP;
  else if (unknown !== undefined) {
    text = `Unknown argument ${unknown}.\n\n${HELP}`;
    code = 2;
  } else if (steps.length === 0) {
    text = `No step's name contains ${JSON.stringify(only)}; \`npm test -- --list\` names them.\n`;
    code = 2;
  } else if (args.includes('--list')) text = `${steps.map((step) => step.name).join('\n')}\n`;
  return { isFull, steps, text, code };
}

/** Tests see neither the settings of a developer's own instance nor a terminal's habits. */
function testEnvironment({ isFull }, browser) {
  const environment = { ...process.env, CI: 'true', NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' };
  for (const name of Object.keys(environment)) {
    if (/^(S3_|DATABASE_|SMTP_|CLAMD_|RATE_LIMIT_|WEBHOOK_)/.test(name)) delete environment[name];
  }
  for (const name of [
    'PORT',
    'HOST',
    'APP_URL',
    'AUTH_SECRET',
    'VALETKEY_DATA_DIR',
    'VALETKEY_DEMO_PASSWORD',
    'NODE_ENV',
    // Set to anything, even 0, it makes some tools colour their output.
    'FORCE_COLOR',
  ]) {
    delete environment[name];
  }
  if (isFull) environment.VALETKEY_TEST_FULL = '1';
  if (browser.path !== null) environment.CHROME_PATH = browser.path;
  return environment;
}

async function runStep({ step, environment, options, progress, browser, signal }) {
  const startedAt = Date.now();
  if (step.needs === 'browser' && browser.path === null) {
    const counts = { ...noResults(), failed: 1, failures: ['no browser'] };
    return { step, counts, output: BROWSER_HELP, milliseconds: 0 };
  }
  const missing = missingPackages(step.packages ?? []);
  if (missing.length > 0) {
    const skips = [`${step.name}: on Debian 12 type ${installCommand(missing)}`];
    return { step, counts: { ...noResults(), skipped: 1, skips }, output: '', milliseconds: 0 };
  }
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-test-report-'));
  const reportFile = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const minutes = options.isFull ? FULL_STEP_MINUTES : STEP_MINUTES;
  const timeout = AbortSignal.timeout(minutes * 60_000);
  try {
    const { code, output } = await progress.step(
      step.name,
      () =>
        runCommand(step.command, [...step.args, ...(step.kind === 'vitest' ? reporters : [])], {
          cwd: ROOT,
          env: { ...environment, ...step.env },
          signal: AbortSignal.any([signal, timeout]),
          keepCharacters: 60_000,
        }),
      { tellsEnd: false },
    );
    const report = step.kind === 'vitest' ? readReport(reportFile) : null;
    const counts = step.kind === 'vitest' ? countVitest(report, code) : countCheck(step, code);
    const times = listTimes(report, ROOT);
    return { step, counts, times, output, milliseconds: Date.now() - startedAt };
  } catch (error) {
    if (!signal.aborted && !timeout.aborted) throw error;
    const reason = signal.aborted ? 'stopped' : `did not end in ${minutes} minutes`;
    const counts = { ...noResults(), failed: 1, failures: [`${step.name} ${reason}`] };
    return { step, counts, output: error.output ?? reason, milliseconds: Date.now() - startedAt };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function countCheck(step, code) {
  return code === 0 ? { ...noResults(), passed: 1 } : { ...noResults(), failed: 1, failures: [step.name] };
}

function describe({ step, counts, milliseconds }) {
  const mark = counts.failed > 0 ? 'FAIL' : 'ok  ';
  const figures = step.kind === 'vitest' ? `: ${lastLine(counts)}` : '';
  return `${mark}  ${step.name}${figures} (${formatSeconds(milliseconds)})`;
}

function indent(text) {
  return text
    .trim()
    .split('\n')
    .slice(-150)
    .map((line) => `      ${line}`)
    .join('\n');
}

function summarise(results, { isStopped, elapsed, write }) {
  const width = Math.max(20, ...results.map(({ step }) => step.name.length));
  write(`\n${'step'.padEnd(width)}  passed  failed  skipped     time`);
  for (const { step, counts, milliseconds } of results) {
    const figures = [counts.passed, counts.failed, counts.skipped].map((count, index) =>
      String(count).padStart([6, 6, 7][index]),
    );
    write(`${step.name.padEnd(width)}  ${figures.join('  ')}  ${formatSeconds(milliseconds).padStart(7)}`);
  }
  const list = (title, names) => {
    if (names.length > 0) write(`\n${title}\n${names.map((name) => `  ${name}`).join('\n')}`);
  };
  list(
    'Skipped:',
    results.flatMap(({ counts }) => counts.skips),
  );
  list(
    'Failed:',
    results.flatMap(({ counts }) => counts.failures),
  );
  const slowest = results
    .flatMap(({ times = [] }) => times)
    .sort((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, SLOWEST_FILES);
  list(
    'Slowest files:',
    slowest.map(({ name, milliseconds }) => `${formatSeconds(milliseconds).padStart(10)}  ${name}`),
  );
  const sum = sumResults(results.map(({ counts }) => counts));
  if (isStopped && sum.failed === 0) sum.failed = 1;
  write(`\nTook ${elapsed}${isStopped ? ' (stopped before the end)' : ''}`);
  write(lastLine(sum));
  return sum.failed > 0 ? 1 : 0;
}
