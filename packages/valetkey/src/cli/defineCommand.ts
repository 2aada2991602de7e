import { parseArgs } from 'node:util';
import { ValetKeyError } from '../protocol/index.ts';
import type { CommandIo } from './CommandIo.ts';
import { exitCodeHelp, exitCodes } from './exitCodes.ts';

/** An option of a command. `value` names what follows it in the help; without one it is a switch. */
export type Flag = { help: string; short?: string; value?: string; isMultiple?: boolean };

type FlagValue<F extends Flag> = F extends { isMultiple: true }
  ? string[] | undefined
  : F extends { value: string }
    ? string | undefined
    : boolean;

export type FlagValues<Flags extends Readonly<Record<string, Flag>>> = {
  [Name in keyof Flags]: FlagValue<Flags[Name]>;
};

type CommandText<Flags extends Readonly<Record<string, Flag>>> = {
  name: string;
  /** What it does, in a sentence or three. */
  about: string;
  flags: Flags;
  /** Whole command lines. */
  examples: readonly string[];
};

export type CommandDefinition<Flags extends Readonly<Record<string, Flag>>> = CommandText<Flags> & {
  run(flags: FlagValues<Flags>, io: CommandIo): Promise<number>;
};

/** Returns the exit code. */
export type Command = {
  (argv: readonly string[], io: CommandIo): Promise<number>;
  help: string;
};

/** Wrong use of a command: an option or its value. */
export class UsageError extends Error {}

function helpOf({ name, about, flags, examples }: CommandText<Readonly<Record<string, Flag>>>): string {
  const rows = Object.entries({ ...flags, help: { help: 'show this', short: 'h' } as Flag }).map(
    ([flag, { short, value, help }]) => [
      `${short === undefined ? '    ' : `-${short}, `}--${flag}${value === undefined ? '' : ` ${value}`}`,
      help,
    ],
  );
  const width = Math.max(...rows.map(([left]) => left!.length));
  return [
    `Usage: valetkey ${name} [options]`,
    '',
    about,
    '',
    ...rows.map(([left, help]) => `  ${left!.padEnd(width)}  ${help}`),
    '',
    ...examples.map((example) => `  $ ${example}`),
    '',
    exitCodeHelp,
  ].join('\n');
}

function exitCodeOf(error: ValetKeyError): number {
  if (error.code === 'INVALID_OPTION') return exitCodes.usage;
  return error.code === 'STORE_UNAVAILABLE' || error.code === 'RECORDS_UNAVAILABLE'
    ? exitCodes.unavailable
    : exitCodes.problems;
}

/** Reads options, shows help, and turns what is thrown into a sentence and an exit code. */
export function defineCommand<const Flags extends Readonly<Record<string, Flag>>>(
  definition: CommandDefinition<Flags>,
): Command {
  const help = helpOf(definition);
  const options = Object.fromEntries(
    Object.entries<Flag>({ ...definition.flags, help: { help: '', short: 'h' } }).map(([name, flag]) => [
      name,
      {
        type: flag.value === undefined ? ('boolean' as const) : ('string' as const),
        ...(flag.short === undefined ? {} : { short: flag.short }),
        ...(flag.isMultiple === true ? { multiple: true } : {}),
      },
    ]),
  );
  const run = async (argv: readonly string[], io: CommandIo): Promise<number> => {
    const fail = (message: string, code: number) => {
      io.warn(`valetkey ${definition.name}: ${message}`);
      return code;
    };
    const hint = `\nvaletkey ${definition.name} --help shows its options.`;
    let values: Record<string, unknown>;
    try {
      ({ values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }));
    } catch (error) {
      return fail(`${(error as Error).message}${hint}`, exitCodes.usage);
    }
    if (values.help === true) {
      io.print(help);
      return exitCodes.ok;
    }
    const flags = Object.fromEntries(
      Object.entries<Flag>(definition.flags).map(([name, { value }]) => [
        name,
        values[name] ?? (value === undefined ? false : undefined),
      ]),
    ) as FlagValues<Flags>;
    try {
      return await definition.run(flags, io);
    } catch (error) {
      if (io.signal.aborted) return fail('interrupted.', exitCodes.interrupted);
      if (error instanceof UsageError) return fail(`${error.message}${hint}`, exitCodes.usage);
      if (error instanceof ValetKeyError) return fail(error.message, exitCodeOf(error));
      throw error;
    }
  };
  return Object.assign(run, { help });
}
