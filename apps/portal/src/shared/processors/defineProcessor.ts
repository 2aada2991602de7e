import type { Extracted, StandardSchema } from 'valetkey/server';
import type { ProcessorOutput } from './ProcessorOutput';

/** What was read out of a file, with moments as ISO texts. */
type JsonOf<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly JsonOf<Item>[]
    : Value extends object
      ? { [Key in keyof Value]: JsonOf<Value[Key]> }
      : Value;

/** Which versions a processor is for. Each list that is given has to have the version's; an empty one takes everything. */
export type ProcessorAccepts = {
  /** Verified content types; `image/*` for every image. */
  contentTypes?: readonly string[];
  /** Of the file's name, in lower case and without the point. */
  extensions?: readonly string[];
  /** Names of upload profiles. */
  profiles?: readonly string[];
};

/** What has to be settled before: the reading of the contents, a derivative by its name, another processor by its. */
export type ProcessorNeed = 'extraction' | `derivative:${string}` | `processor:${string}`;

export type ProcessorLimits = {
  /** Larger files are not fetched, and the result says so. @default 64 */
  inputMebibytes?: number;
  /** Time on the clock; on a processor as much. At most 600. @default 30 */
  seconds?: number;
  /** Memory, at most 2048. @default 512 */
  memoryMebibytes?: number;
};

/** What a processor knows and may do while it runs. */
export type ProcessorWork = {
  file: {
    version: number;
    profile: string;
    /** Verified. */
    contentType: string;
    sizeBytes: number;
    /** `null` unless the processor asked for it with `readsName`: names are personal. */
    name: string | null;
  };
  /** The file from its first byte, a piece at a time. */
  stream: () => ReadableStream<Uint8Array>;
  /** Some bytes of it, at most 16 MiB; fewer at its end. */
  read: (range: { start: number; length: number }) => Promise<Uint8Array>;
  /** Its lines as UTF-8 text, each cut after a million characters. */
  lines: () => AsyncIterable<string>;
  /** What was read out of the file, when `needs` names it and there is any. */
  extracted: JsonOf<Extracted> | null;
  /** What the processors that `needs` names came to; `null` for one that came to nothing. */
  results: Readonly<Record<string, ProcessorOutput | null>>;
  /** Keeps a derivative that `derivatives` names, at most 16 MiB. */
  addDerivative: (name: string, bytes: Uint8Array) => Promise<void>;
  /** Writes an event that `events` names into the audit trail, with figures and nothing else. */
  emit: (event: string, figures?: Readonly<Record<string, number | boolean>>) => void;
  /** Ends the work because of the file, for good: a word such as `no_total_row`, which people see. */
  refuse: (word: string) => never;
  /** Aborted shortly before the time is over. */
  signal: AbortSignal;
  /** Writes a word and figures into the worker's log. */
  log: (word: string, figures?: Readonly<Record<string, number | boolean>>) => void;
};

export type ProcessorDefinition<Output extends ProcessorOutput = ProcessorOutput> = {
  /** 2 to 24 of `a-z`, `0-9` and `-`, the first a letter. Results are kept under it. */
  name: string;
  /** Raise it when results change: versions of files that become available from then on get the new one. @default 1 */
  version?: number;
  /** What people read above its results. */
  title: string;
  /** What people read beside values and lists, and for words of `refuse`, by name. @default the name */
  labels?: Readonly<Record<string, string>>;
  accepts: ProcessorAccepts;
  /** @default nothing */
  needs?: readonly ProcessorNeed[];
  /** Checks the output: a schema of Zod, Valibot or another library of Standard Schema. */
  output: StandardSchema<unknown, Output>;
  /** Content types of what it may add, by name: `image/webp`, `image/png`, `image/jpeg`, `text/csv` or `application/json`. */
  derivatives?: Readonly<Record<string, DerivativeType>>;
  /** Events it may emit: `a-z`, `0-9` and `_`. */
  events?: readonly string[];
  /** Whether it is told the name of the file. @default false */
  readsName?: boolean;
  limits?: ProcessorLimits;
  /** Runs contained: no network, no secrets, a folder of its own. `null` when there is nothing to say about the file. */
  run?: (work: ProcessorWork) => Promise<Output | null>;
  /** Instead of `run`: another system does it. It is told by a signed webhook, fetches the version and posts the result. */
  handOff?: {
    /** For how long it may. At most 168. @default 24 */
    hours?: number;
  };
};

export const derivativeTypes = [
  'image/webp',
  'image/png',
  'image/jpeg',
  'text/csv',
  'application/json',
] as const;
type DerivativeType = (typeof derivativeTypes)[number];

/** A processor whose definition was checked, with what it left out filled in. */
export type Processor = Required<Omit<ProcessorDefinition, 'limits' | 'run' | 'handOff'>> & {
  limits: Required<ProcessorLimits>;
  /** One of the two is `null`. */
  run: ((work: ProcessorWork) => Promise<ProcessorOutput | null>) | null;
  handOff: { hours: number } | null;
};

const wordPattern = /^[a-z][a-z0-9_]{0,39}$/;
/** What the portal's own derivatives begin with: one of a processor has to be told from them. */
const reservedNames: readonly string[] = ['thumb', 'web', 'page', 'poster', 'preview', 'waveform'];
const mostOf = { inputMebibytes: 2_048, seconds: 600, memoryMebibytes: 2_048 };

/**
 * Defines a step of the operator's own after an upload; `processors/processors.ts` lists those that run.
 *
 * @throws {TypeError} naming the processor, the option and what is expected
 */
export function defineProcessor<Output extends ProcessorOutput>(
  definition: ProcessorDefinition<Output>,
): Processor {
  const { name, version = 1, accepts, needs = [], derivatives = {}, events = [] } = definition;
  const expect = (isRight: boolean, expectation: string) => {
    if (!isRight) throw new TypeError(`processor ${JSON.stringify(name)}: ${expectation}`);
  };
  expect(/^[a-z][a-z0-9-]{1,23}$/.test(name), 'name is 2 to 24 of a-z, 0-9 and -, the first a letter');
  expect(!reservedNames.includes(name), `name is none of ${reservedNames.join(', ')}`);
  expect(
    Number.isInteger(version) && version > 0 && version < 2 ** 31,
    'version is a whole number from 1 on',
  );
  expect(definition.title.trim() !== '', 'title is what people read');
  expect(typeof definition.output?.['~standard']?.validate === 'function', 'output is a Standard Schema');
  expect(
    (accepts.contentTypes ?? []).every((type) => /^[a-z0-9.+-]+\/([a-z0-9.+-]+|\*)$/.test(type)),
    'accepts.contentTypes are types such as text/csv or image/*',
  );
  expect(
    (accepts.extensions ?? []).every((extension) => /^[a-z0-9]{1,16}$/.test(extension)),
    'accepts.extensions are in lower case and without the point',
  );
  expect(
    needs.every((need) => need === 'extraction' || /^(derivative|processor):[a-z0-9-]{1,32}$/.test(need)),
    'needs are extraction, derivative:name or processor:name',
  );
  for (const [derivative, type] of Object.entries(derivatives)) {
    expect(/^[a-z0-9-]+$/.test(derivative), 'derivatives have names of a-z, 0-9 and -');
    expect(
      name.length + derivative.length < 32,
      'names of processor and derivative have 31 characters together',
    );
    expect(derivativeTypes.includes(type), `derivatives are ${derivativeTypes.join(', ')}`);
  }
  expect(
    events.every((event) => wordPattern.test(event)),
    'events are words of a-z, 0-9 and _',
  );
  const limits = { inputMebibytes: 64, seconds: 30, memoryMebibytes: 512, ...definition.limits };
  for (const [limit, most] of Object.entries(mostOf)) {
    const value = limits[limit as keyof typeof mostOf];
    expect(Number.isInteger(value) && value >= 1 && value <= most, `limits.${limit} is 1 to ${most}`);
  }
  const { run = null, handOff = null } = definition;
  expect((run === null) !== (handOff === null), 'has either run or handOff');
  const hours = handOff?.hours ?? 24;
  expect(Number.isInteger(hours) && hours >= 1 && hours <= 168, 'handOff.hours is 1 to 168');
  expect(handOff === null || Object.keys(derivatives).length === 0, 'what is handed off adds no derivatives');
  return {
    labels: {},
    readsName: false,
    ...definition,
    version,
    needs,
    derivatives,
    events,
    limits,
    run,
    handOff: handOff && { hours },
  };
}

/** What a processor's derivative is called among those of the file. */
export const derivativeName = (processor: string, name: string): string => `${processor}-${name}`;
