#!/usr/bin/env node
export type CommandIo = {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** One line of the answer, to standard output. */
  print(line: string): void;
  /** One line about a problem or progress, to standard error. */
  warn(line: string): void;
  /** Ends with Ctrl-C or SIGTERM. */
  signal: AbortSignal;
};

/** Returns the exit code. */
type Command = (argv: string[], io: CommandIo) => Promise<number>;

/** Loaded when called: `valetkey s3` must not wait for what only `setup` needs. */
const commands: Record<string, { summary: string; load: () => Promise<Command> }> = {
  s3: { summary: 'run the embedded S3 server', load: async () => (await import('./s3.ts')).runS3 },
  setup: {
    summary: 'create the bucket, check that it is private, allow your app by CORS',
    load: async () => (await import('./setup.ts')).runSetup,
  },
};

/** Named here so that typing one says what is true: it belongs to Valet Key and is not in this version. */
const planned: Record<string, string> = {
  doctor: 'check a bucket and its configuration',
  sweep: 'remove what abandoned uploads left behind',
  init: 'add Valet Key to a Next.js app',
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
    return name === undefined ? 2 : 0;
  }
  if (Object.hasOwn(planned, name)) {
    io.warn(`valetkey ${name} (${planned[name]}) is not part of this version yet.`);
    return 2;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    io.warn(`valetkey: there is no command "${name}".\n\n${usage()}`);
    return 2;
  }
  return (await command.load())(rest, io);
}

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
  signal: stop.signal,
}).catch((error: unknown) => {
  process.stderr.write(`valetkey: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
