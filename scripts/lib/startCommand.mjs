import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadEnvironment, resolveSettings } from './environment.mjs';
import { parentProcess, processCommand } from './processIdentity.mjs';
import { createProgress } from './progress.mjs';
import { StartError, saysDiskFull } from './startError.mjs';
import { startSystem } from './startSystem.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

const HELP = `npm start

Installs and builds what changed, then runs Valet Key: PostgreSQL, an S3 store, the portal and its worker.
Ctrl-C stops all of it. Data stays in the data folder; a second start takes seconds.

  PORT                 the portal's port (3000)
  VALETKEY_DATA_DIR    where everything embedded lives (.data)
  DATABASE_URL         a PostgreSQL of yours instead of the embedded one
  S3_ENDPOINT ...      an S3 store of yours instead of the embedded one; S3_PROVIDER and S3_REGION where its name is enough

npm start -- --worker runs one more worker and nothing else, on this machine or another, for a portal that uses DATABASE_URL and
S3_ENDPOINT: with the same values, and the same AUTH_SECRET.

Variables are read from the environment and from .env; .env.example lists all of them.
A second instance needs its own VALETKEY_DATA_DIR and PORT.
`;

/** @param {readonly string[]} args @returns {Promise<number>} the exit code */
export async function main(args) {
  if (args.some((argument) => argument === '--help' || argument === '-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  const unknown = args.find((argument) => argument !== '--worker');
  if (unknown !== undefined) {
    process.stderr.write(`Unknown argument ${unknown}. \`npm start -- --help\` tells what there is.\n`);
    return 2;
  }
  const isWorkerOnly = args.includes('--worker');
  const progress = createProgress({ write: (line) => process.stdout.write(`${line}\n`) });
  const stopping = listenForStop(progress);
  let system;
  try {
    const environment = loadEnvironment(ROOT, process.env);
    const settings = resolveSettings(ROOT, environment, { isWorkerOnly });
    process.stdout.write('Starting Valet Key\n');
    system = await startSystem({ root: ROOT, environment, settings, progress, signal: stopping.signal });
    announce(settings, system.demoPassword, progress.elapsed());
  } catch (error) {
    // A Ctrl-C reaches what we were waiting for as well as us; let our own be heard first.
    await new Promise((resolveSoon) => setTimeout(resolveSoon, 50));
    if (stopping.signal.aborted) {
      process.stdout.write('Stopped before it was ready.\n');
      return 130;
    }
    return fail(error);
  }
  await stopping.requested;
  await system.stop();
  process.stdout.write('Stopped.\n');
  return 0;
}

function fail(error) {
  if (error instanceof StartError) process.stderr.write(`\nCannot start: ${error.message}\n`);
  else if (saysDiskFull(error))
    process.stderr.write(`\nCannot start: the disk is full (${error.path ?? error.message}).\n`);
  else process.stderr.write(`\nCannot start: ${error?.stack ?? error}\n`);
  return 1;
}

/** The first signal asks for an orderly stop; one more, a moment later, ends this process and with it all others. */
function listenForStop(progress) {
  const controller = new AbortController();
  let requestedAt = 0;
  const requested = new Promise((resolveRequest) => {
    const onSignal = (name) => {
      // npm and the terminal may both deliver the same Ctrl-C.
      if (controller.signal.aborted) {
        if (Date.now() - requestedAt > 1_000) process.exit(1);
        return;
      }
      requestedAt = Date.now();
      progress.note(`${name}: stopping`);
      controller.abort();
      resolveRequest();
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => onSignal(name));
    stopWithParent(() => onSignal('The parent process ended'));
  });
  return { signal: controller.signal, requested };
}

/** When somebody kills npm (or a test runner) instead of us, nobody would ever stop us: notice it. */
function stopWithParent(stop) {
  if (process.env.npm_lifecycle_event !== 'start' && process.env.VALETKEY_STOP_WITH_PARENT !== '1') return;
  const parent = process.ppid;
  // npm starts us through a shell, which outlives it: then npm is the one before.
  const isShell = /^(\S*\/)?(ba|da|z)?sh -c /.test(processCommand(parent));
  const grandparent = isShell ? parentProcess(parent) : null;
  const watch = setInterval(() => {
    if (process.ppid === parent && (!isShell || parentProcess(parent) === grandparent)) return;
    clearInterval(watch);
    stop();
  }, 1_000);
  watch.unref();
}

function announce(settings, demoPassword, elapsed) {
  if (settings.isWorkerOnly) {
    process.stdout.write(
      `\n  A worker runs. Its log is in ${settings.dataDirectory}. Ctrl-C stops it.\n\nREADY worker in ${elapsed}\n`,
    );
    return;
  }
  const folder = relative(process.cwd(), settings.dataDirectory) || settings.dataDirectory;
  const lines = ['', `  Valet Key runs at ${settings.localUrl}`];
  if (settings.appUrl !== settings.localUrl) lines.push(`  Its public address is ${settings.appUrl}`);
  if (demoPassword !== null) {
    lines.push(
      '',
      '  Demo accounts     alice@example.com   bob@example.com     upload and download',
      '                    rita@example.com    ravi@example.com    review',
      '                    lea@example.com                         lead of the review',
      '                    ada@example.com                         administration',
      `  Password of all   ${demoPassword}`,
    );
  }
  lines.push(
    '',
    `  Data and logs are in ${folder.startsWith('..') ? settings.dataDirectory : folder}. Ctrl-C stops everything.`,
    '',
  );
  process.stdout.write(`${lines.join('\n')}\nREADY ${settings.localUrl} in ${elapsed}\n`);
}
