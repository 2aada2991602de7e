import { ValetKeyError } from 'valetkey/protocol';
import { createStoreConfig, type StoreConfig, type StoreValues } from 'valetkey/s3';
import { z } from 'zod';
import { parseMailbox } from './parseMailbox';

/** Environment in, configuration out: nothing here reads `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `limit` calls in any minute. */
export type RateLimitFigures = {
  /** Calls a minute from one network address. */
  perAddress: number;
  /** Calls a minute of one account. */
  perAccount: number;
};

/** Who may make an account: everybody, who was invited, or nobody. */
export type SignUp = 'open' | 'invite' | 'closed';

/** A clamd to scan files with. */
export type ScannerConfig = {
  address: { path: string } | { host: string; port: number };
  /** Whether files that it does not call clean are held. */
  isRequired: boolean;
  /** Its `StreamMaxLength`, in bytes. */
  maxBytes: number;
};

export type PortalConfig = {
  /** Public origin of the portal, without a path. */
  appUrl: string;
  isHttps: boolean;
  host: string;
  port: number;
  /** How many proxies in front append to `x-forwarded-for`; 0 ignores the header. */
  trustProxyHops: number;
  database: { url: string; workerUrl: string; migrationUrl: string };
  store: StoreConfig;
  /** Refuses single PUTs on a store that executes unsigned headers. */
  isStrictStore: boolean;
  /** What a notification of the store has to carry; `null`: none is taken. */
  storageEventsSecret: string | null;
  /** Where processors that work elsewhere are, and what messages to them are signed with, by the processor's name. */
  handOffs: ReadonlyMap<string, { url: string; secret: string }>;
  /** What Prometheus has to send; `null`: nobody is given figures. */
  metricsToken: string | null;
  auth: { secret: string; signUp: SignUp };
  /** `null`: files are not scanned, and say so. */
  scanner: ScannerConfig | null;
  webhooks: {
    /** Receivers on the machine of the worker may be named, by http; for development and tests. */
    isLoopbackAllowed: boolean;
  };
  /** Largest file, in bytes. */
  maxFileSizeBytes: number;
  /** What one account may hold, unfinished uploads included. */
  quota: { maxBytes: number; maxFiles: number };
  rateLimits: {
    signIn: RateLimitFigures;
    handshake: RateLimitFigures;
    download: RateLimitFigures;
    /** Lists, and changes to several files. */
    list: Pick<RateLimitFigures, 'perAccount'>;
  };
  logLevel: string;
  /** Shows the process's own traffic in `/api/health`, for measuring. */
  isTrafficExposed: boolean;
  mail: { smtpUrl: string; from: string } | null;
  /** Folder of everything embedded; `null` when the database and the store are somebody else's. */
  dataDirectory: string | null;
  isDatabaseEmbedded: boolean;
  isStoreEmbedded: boolean;
};

/** Wrong configuration: one line for each variable, naming what was expected. Never repeats a secret. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const MiB = 1024 ** 2;
const GiB = 1024 * MiB;

function parseUrl(value: string): URL | null {
  try {
    return new URL(value);
  } catch {
    return null;
  }
}

function wholeNumber(min: number, max: number, fallback: number, meaning: string) {
  return z
    .string()
    .default(String(fallback))
    .refine((value) => /^\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max, {
      error: (issue) =>
        `expected ${meaning}, a whole number from ${min} to ${max}, got ${JSON.stringify(issue.input)}`,
    })
    .transform(Number);
}

const flag = z
  .string()
  .refine((value) => ['0', '1', 'true', 'false'].includes(value.toLowerCase()), {
    error: (issue) => `expected 1 or 0, got ${JSON.stringify(issue.input)}`,
  })
  .transform((value) => value === '1' || value.toLowerCase() === 'true');

const postgresUrl = z.string().refine((value) => /^postgres(ql)?:$/.test(parseUrl(value)?.protocol ?? ''), {
  error: 'expected a PostgreSQL URL such as postgres://user:password@host:5432/database',
});

const origin = z
  .string()
  .refine(
    (value) => {
      const url = parseUrl(value);
      return (
        url !== null &&
        /^https?:$/.test(url.protocol) &&
        url.pathname === '/' &&
        url.search === '' &&
        url.hash === '' &&
        url.username === ''
      );
    },
    {
      error: (issue) =>
        `expected an origin such as https://files.example.com, without a path, got ${JSON.stringify(issue.input)}`,
    },
  )
  .transform((value) => new URL(value).origin);

const schema = z.object({
  APP_URL: origin.optional(),
  HOST: z.string().default('localhost'),
  PORT: wholeNumber(0, 65_535, 3000, 'a port'),
  TRUST_PROXY: wholeNumber(0, 10, 0, 'the number of proxies in front'),
  DATABASE_URL: postgresUrl,
  DATABASE_WORKER_URL: postgresUrl.optional(),
  DATABASE_MIGRATION_URL: postgresUrl.optional(),
  VALETKEY_STRICT_STORE: flag.default(false),
  AUTH_SECRET: z.string().refine((value) => value.length >= 32, {
    error: 'expected at least 32 random characters (openssl rand -base64 32 makes some)',
  }),
  STORAGE_EVENTS_SECRET: z
    .string()
    .refine((value) => /^[\x21-\x7e]{32,200}$/.test(value), {
      error: 'expected at least 32 random characters without spaces (openssl rand -hex 32 makes some)',
    })
    .optional(),
  METRICS_TOKEN: z
    .string()
    .refine((value) => /^[\x21-\x7e]{32,200}$/.test(value), {
      error: 'expected at least 32 random characters without spaces (openssl rand -hex 32 makes some)',
    })
    .optional(),
  SIGN_UP: z
    .string()
    .default('open')
    .pipe(z.enum(['open', 'invite', 'closed'], { error: 'expected open, invite or closed' })),
  VALETKEY_MAX_FILE_SIZE: wholeNumber(1, 5 * 1024 * GiB, 5 * GiB, 'the largest file in bytes'),
  VALETKEY_QUOTA_BYTES: wholeNumber(1, 10 ** 15 - 1, 1024 * GiB, 'the bytes that one account may hold'),
  VALETKEY_QUOTA_FILES: wholeNumber(1, 10 ** 9, 100_000, 'the files that one account may hold'),
  VALETKEY_EXPOSE_TRAFFIC: flag.default(false),
  RATE_LIMIT_SIGN_IN_ADDRESS: wholeNumber(1, 1e9, 30, 'sign-ins a minute from one address'),
  RATE_LIMIT_SIGN_IN_ACCOUNT: wholeNumber(1, 1e9, 10, 'sign-ins a minute to one account'),
  RATE_LIMIT_HANDSHAKE_ADDRESS: wholeNumber(1, 1e9, 600, 'handshakes a minute from one address'),
  RATE_LIMIT_HANDSHAKE_ACCOUNT: wholeNumber(1, 1e9, 120, 'handshakes a minute of one account'),
  RATE_LIMIT_DOWNLOAD_ADDRESS: wholeNumber(1, 1e9, 1_200, 'download signings a minute from one address'),
  RATE_LIMIT_DOWNLOAD_ACCOUNT: wholeNumber(1, 1e9, 300, 'download signings a minute of one account'),
  RATE_LIMIT_LIST_ACCOUNT: wholeNumber(1, 1e9, 1_200, 'lists a minute of one account'),
  LOG_LEVEL: z
    .string()
    .default('info')
    .pipe(
      z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
        error: 'expected fatal, error, warn, info, debug, trace or silent',
      }),
    ),
  CLAMD_HOST: z
    .string()
    .refine((value) => /^[\w.:-]{1,253}$/.test(value) && !value.includes('//'), {
      error: (issue) =>
        `expected a host name or an address, without a port, got ${JSON.stringify(issue.input)}`,
    })
    .optional(),
  CLAMD_PORT: z
    .string()
    .refine((value) => /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535, {
      error: (issue) => `expected a port from 1 to 65535, got ${JSON.stringify(issue.input)}`,
    })
    .transform(Number)
    .optional(),
  CLAMD_SOCKET: z
    .string()
    .refine((value) => value.startsWith('/'), {
      error: (issue) => `expected the whole path of a socket, got ${JSON.stringify(issue.input)}`,
    })
    .optional(),
  CLAMD_STREAM_MAX_LENGTH: wholeNumber(1, 4 * GiB, 25 * MiB, "clamd's StreamMaxLength in bytes"),
  SCAN_REQUIRED: flag.optional(),
  WEBHOOK_ALLOW_LOOPBACK: flag.default(false),
  SMTP_URL: z
    .string()
    .refine((value) => /^smtps?:$/.test(parseUrl(value)?.protocol ?? ''), {
      error: 'expected a URL such as smtp://user:password@host:587',
    })
    .optional(),
  MAIL_FROM: z
    .string()
    .refine((value) => parseMailbox(value) !== null, {
      error: 'expected an address such as files@example.com or Files <files@example.com>',
    })
    .optional(),
  VALETKEY_DATA_DIR: z.string().optional(),
  // Said by the start command to what it starts: parts that live in the data folder.
  VALETKEY_EMBEDDED: z.string().default(''),
});

function describe(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0] ?? 'environment');
  const isMissing = issue.code === 'invalid_type' && issue.path.length === 1;
  return `${name}: ${isMissing ? 'is required and not set' : issue.message}`;
}

/** Rules that span variables. */
function crossCheck(values: z.infer<typeof schema>): string[] {
  const problems: string[] = [];
  if (values.SMTP_URL !== undefined && values.MAIL_FROM === undefined)
    problems.push('MAIL_FROM: is required when SMTP_URL is set');
  if (values.CLAMD_SOCKET !== undefined && values.CLAMD_HOST !== undefined)
    problems.push('CLAMD_SOCKET: expected this or CLAMD_HOST, not both');
  if (values.CLAMD_PORT !== undefined && values.CLAMD_HOST === undefined)
    problems.push('CLAMD_PORT: expected CLAMD_HOST beside it');
  if (values.SCAN_REQUIRED === true && values.CLAMD_SOCKET === undefined && values.CLAMD_HOST === undefined)
    problems.push(
      'SCAN_REQUIRED: expected CLAMD_HOST or CLAMD_SOCKET beside it: without a scanner no file could pass',
    );
  return problems;
}

function readScanner(values: z.infer<typeof schema>): ScannerConfig | null {
  const { CLAMD_SOCKET: path, CLAMD_HOST: host, CLAMD_PORT: port = 3310 } = values;
  const address = path !== undefined ? { path } : host !== undefined ? { host, port } : null;
  return (
    address && {
      address,
      isRequired: values.SCAN_REQUIRED ?? true,
      maxBytes: values.CLAMD_STREAM_MAX_LENGTH,
    }
  );
}

/** `PROCESSOR_WORD_COUNTS_URL` and `_SECRET` belong to the processor `word-counts`. What the URL leads to is looked at when it is used. */
function readHandOffs(environment: Environment, problems: string[]): PortalConfig['handOffs'] {
  const handOffs = new Map<string, { url: string; secret: string }>();
  for (const [variable, value = ''] of Object.entries(environment)) {
    const [, name] = /^PROCESSOR_([A-Z0-9_]{2,24})_URL$/.exec(variable) ?? [];
    if (name === undefined || value.trim() === '') continue;
    const secret = environment[`PROCESSOR_${name}_SECRET`]?.trim() ?? '';
    if (/^whsec_[A-Za-z0-9+/]{32,128}={0,2}$/.test(secret))
      handOffs.set(name.toLowerCase().replaceAll('_', '-'), { url: value.trim(), secret });
    else problems.push(`PROCESSOR_${name}_SECRET: expected whsec_ and 24 to 96 random bytes in base64`);
  }
  return handOffs;
}

/** The `S3_*` variables have one reader, the library's, so that the portal and the command line agree about them. */
function readStore(environment: Environment, problems: string[]): StoreConfig | null {
  try {
    return createStoreConfig(environment satisfies StoreValues);
  } catch (error) {
    if (!(error instanceof ValetKeyError)) throw error;
    problems.push(error.message);
    return null;
  }
}

/**
 * Validates the whole environment at once. An empty variable counts as not set.
 *
 * @throws {ConfigError} naming every wrong variable and what was expected of it.
 */
export function parseConfig(environment: Environment): PortalConfig {
  const present = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => {
      const value = environment[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const parsed = schema.safeParse(present);
  const problems = parsed.success ? crossCheck(parsed.data) : parsed.error.issues.map(describe);
  const store = readStore(environment, problems);
  const handOffs = readHandOffs(environment, problems);
  if (!parsed.success || store === null || problems.length > 0) throw new ConfigError(problems);
  const values = parsed.data;
  const embedded = values.VALETKEY_EMBEDDED.split(',').filter((part) => part !== '');

  const appUrl = values.APP_URL ?? `http://localhost:${values.PORT}`;
  return {
    appUrl,
    isHttps: appUrl.startsWith('https:'),
    host: values.HOST,
    port: values.PORT,
    trustProxyHops: values.TRUST_PROXY,
    database: {
      url: values.DATABASE_URL,
      workerUrl: values.DATABASE_WORKER_URL ?? values.DATABASE_URL,
      migrationUrl: values.DATABASE_MIGRATION_URL ?? values.DATABASE_URL,
    },
    store,
    isStrictStore: values.VALETKEY_STRICT_STORE,
    storageEventsSecret: values.STORAGE_EVENTS_SECRET ?? null,
    handOffs,
    metricsToken: values.METRICS_TOKEN ?? null,
    auth: { secret: values.AUTH_SECRET, signUp: values.SIGN_UP },
    scanner: readScanner(values),
    webhooks: { isLoopbackAllowed: values.WEBHOOK_ALLOW_LOOPBACK },
    maxFileSizeBytes: values.VALETKEY_MAX_FILE_SIZE,
    quota: {
      // One file of the allowed size must always fit.
      maxBytes: Math.max(values.VALETKEY_QUOTA_BYTES, values.VALETKEY_MAX_FILE_SIZE),
      maxFiles: values.VALETKEY_QUOTA_FILES,
    },
    rateLimits: {
      signIn: {
        perAddress: values.RATE_LIMIT_SIGN_IN_ADDRESS,
        perAccount: values.RATE_LIMIT_SIGN_IN_ACCOUNT,
      },
      handshake: {
        perAddress: values.RATE_LIMIT_HANDSHAKE_ADDRESS,
        perAccount: values.RATE_LIMIT_HANDSHAKE_ACCOUNT,
      },
      download: {
        perAddress: values.RATE_LIMIT_DOWNLOAD_ADDRESS,
        perAccount: values.RATE_LIMIT_DOWNLOAD_ACCOUNT,
      },
      list: { perAccount: values.RATE_LIMIT_LIST_ACCOUNT },
    },
    logLevel: values.LOG_LEVEL,
    isTrafficExposed: values.VALETKEY_EXPOSE_TRAFFIC,
    mail:
      values.SMTP_URL !== undefined && values.MAIL_FROM !== undefined
        ? { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM }
        : null,
    dataDirectory: embedded.length > 0 ? (values.VALETKEY_DATA_DIR ?? null) : null,
    isDatabaseEmbedded: embedded.includes('database'),
    isStoreEmbedded: embedded.includes('store'),
  };
}
