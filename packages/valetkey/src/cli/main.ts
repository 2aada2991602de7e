#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { askOnTerminal } from './askOnTerminal.ts';
import type { CommandIo } from './CommandIo.ts';
import { commands, usage } from './commands.ts';
import { exitCodes } from './exitCodes.ts';

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
// Each request listens to it, and many are under way at once.
setMaxListeners(0, stop.signal);
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
