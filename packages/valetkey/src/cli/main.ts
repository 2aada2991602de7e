#!/usr/bin/env node
import { askOnTerminal } from './askOnTerminal.ts';
import type { CommandIo } from './CommandIo.ts';
import type { Command } from './defineCommand.ts';
import { exitCodes } from './exitCodes.ts';

/** Loaded when called: `valetkey s3` must not wait for what only `setup` needs. */
const commands: Record<string, { summary: string; load: () => Promise<Command> }> = {
  init: {
    summary: 'add uploads to an app of Next.js: routes, component, variables',
    load: async () => (await import('./init.ts')).runInit,
  },
  doctor: {
    summary: 'find out whether a store is safe and ready, and mend what can be mended',
    load: async () => (await import('./doctor.ts')).runDoctor,
  },
  setup: {
    summary: 'make the bucket: private, CORS for your app, lifecycle; print policies and templates',
    load: async () => (await import('./setup.ts')).runSetup,
  },
  sweep: {
    summary: 'remove what no record claims, abort stale uploads, compare bucket and records',
    load: async () => (await import('./sweep.ts')).runSweep,
  },
  s3: { summary: 'run the embedded S3 server', load: async () => (await import('./s3.ts')).runS3 },
};

function usage(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`);
  return [
    'Usage: valetkey <command> [options]',
    '',
    ...lines,
    '',
    'valetkey <command> --help shows its options.',
  ].join('\n');
}

async function main(argv: string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.print(usage());
    return name === undefined ? exitCodes.usage : exitCodes.ok;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    io.warn(`valetkey: there is no command "${name}".\n\n${usage()}`);
    return exitCodes.usage;
  }
  return (await command.load())(rest, io);
}

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
// `valetkey doctor | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
  signal: stop.signal,
  isTerminal: process.stdout.isTTY === true,
  ...(process.stderr.isTTY === true && {
    rewrite: (line: string) => process.stderr.write(`\r\u001b[2K${line}`),
  }),
  ask: askOnTerminal,
}).catch((error: unknown) => {
  process.stderr.write(`valetkey: ${error instanceof Error ? error.message : String(error)}\n`);
  return exitCodes.problems;
});
