import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { ValetKeyError } from '../protocol/index.ts';
import {
  type BucketClient,
  createBucketClient,
  createSigner,
  probeStore,
  S3Error,
  type StoreCapabilities,
} from '../s3/index.ts';
import { type Check, checkPreflight, checkPrivate } from './checkPrivate.ts';
import { type CliConfig, loadConfig } from './loadConfig.ts';
import type { CommandIo } from './main.ts';
import { type CorsPlan, planCors } from './planCors.ts';

const usage = `Usage: valetkey setup [--yes] [--dry-run] [--json]

Creates the bucket of S3_BUCKET_NAME if it is missing, allows APP_URL by CORS, checks that nothing is public, and tries what
the store enforces. Reads S3_* and APP_URL from the environment, then from .env in this folder.

  --yes      do it without asking
  --dry-run  only show what would be done
  --json     print one JSON document`;

/** What `setup` would change, found by looking only. */
type Plan = {
  hasBucket: boolean;
  /** `null` when the store has no CORS configuration to set. */
  cors: CorsPlan | null;
  steps: string[];
};

type Report = {
  ok: boolean;
  plan: string[];
  checks: Check[];
  capabilities: StoreCapabilities | null;
  warnings: string[];
};

const isNotImplemented = (error: unknown) =>
  error instanceof ValetKeyError &&
  error.cause instanceof S3Error &&
  (error.cause.status === 501 || error.cause.status === 405);

/** Runs once per process; its name cannot be known by anybody who might have prepared it. */
function newKey(): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  const id = Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => alphabet[byte % 32]).join('');
  return `incoming/${id}`;
}

async function makePlan(config: CliConfig, client: BucketClient, signal: AbortSignal): Promise<Plan> {
  const { store, appOrigin } = config;
  const hasBucket = await client.headBucket({ signal });
  let cors: CorsPlan | null = null;
  try {
    cors = planCors(hasBucket ? ((await client.getBucketCors({ signal })) ?? []) : [], appOrigin);
  } catch (error) {
    if (!isNotImplemented(error)) throw error;
  }
  const steps = [
    hasBucket
      ? `keep the bucket "${store.bucket}" at ${store.endpoint}`
      : `create the bucket "${store.bucket}" at ${store.endpoint} (region ${store.region})`,
    cors === null
      ? 'leave CORS alone: this store has no configuration for it'
      : cors.rules === null
        ? `keep its CORS rule for ${appOrigin}`
        : `set its CORS rule for ${appOrigin} (GET, PUT, POST, HEAD)`,
    'check that anonymous listing, reading and writing are refused',
    'try what the store enforces, with small objects under incoming/ that are removed again',
  ];
  return { hasBucket, cors, steps };
}

async function carryOut(
  config: CliConfig,
  client: BucketClient,
  plan: Plan,
  signal: AbortSignal,
): Promise<Omit<Report, 'plan' | 'ok'>> {
  const { store, appOrigin } = config;
  const warnings = [...(plan.cors?.warnings ?? [])];
  if (!plan.hasBucket) await client.createBucket({ signal });
  if (plan.cors === null) {
    warnings.push(`The store has no CORS configuration: its operator must allow ${appOrigin}.`);
  } else if (plan.cors.rules !== null) {
    try {
      await client.putBucketCors({ rules: plan.cors.rules, signal });
    } catch (error) {
      if (!isNotImplemented(error)) throw error;
      warnings.push(`The store has no CORS configuration: its operator must allow ${appOrigin}.`);
    }
  }
  const fetch = (url: string, init: RequestInit) => globalThis.fetch(url, init);
  const checks = await checkPrivate({ config: store, client, key: newKey(), fetch, signal });
  const { capabilities, warnings: probed } = await probeStore(store, { signal });
  warnings.push(...probed);

  const signer = createSigner({ ...store, publicEndpoints: [store.endpoint] });
  const upload = { key: newKey(), contentType: 'text/plain', contentLength: 1, expiresInSeconds: 60 };
  const preflight = (url: string, method: 'PUT' | 'POST') =>
    checkPreflight({ url, method, appOrigin, fetch, signal });
  checks.push(await preflight(signer.presignPutObject(upload).signedUrl, 'PUT'));
  if (capabilities.postPolicy) checks.push(await preflight(signer.presignPost(upload).signedUrl, 'POST'));
  return { checks, capabilities, warnings };
}

async function askOnTerminal(question: string, signal: AbortSignal): Promise<boolean | null> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return null;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(question, { signal })).trim());
  } finally {
    terminal.close();
  }
}

const yesOrNo = (value: boolean) => (value ? 'yes' : 'no');

function describe(capabilities: StoreCapabilities): string[] {
  return [
    `POST policies with an exact length: ${yesOrNo(capabilities.postPolicy)}`,
    `If-None-Match on PUT: ${yesOrNo(capabilities.conditionalPut)}`,
    `signed length enforced: ${yesOrNo(capabilities.signedLength)}`,
    `SHA-256 checked: ${yesOrNo(capabilities.checksumSha256)}`,
    `unsigned x-amz-* headers refused: ${yesOrNo(capabilities.refusesUnsignedHeaders)}`,
    `clock difference: ${capabilities.clockSkewSeconds} s`,
  ];
}

/** `valetkey setup`. Returns the exit code: 0 when the store is ready, 1 when a check failed, 2 for wrong use. */
export async function runSetup(
  argv: string[],
  io: CommandIo,
  ask: (question: string, signal: AbortSignal) => Promise<boolean | null> = askOnTerminal,
): Promise<number> {
  let values: { yes?: boolean; 'dry-run'?: boolean; json?: boolean; help?: boolean };
  try {
    const flag = { type: 'boolean' } as const;
    const options = {
      yes: { ...flag, short: 'y' },
      'dry-run': flag,
      json: flag,
      help: { ...flag, short: 'h' },
    };
    values = parseArgs({ args: argv, options, strict: true }).values;
  } catch (error) {
    io.warn(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
  if (values.help) {
    io.print(usage);
    return 0;
  }
  const isJson = values.json === true;
  const say = (line: string) => {
    if (!isJson) io.print(line);
  };

  const config = await loadConfig({ env: io.env, cwd: io.cwd });
  const client = createBucketClient(config.store);
  const plan = await makePlan(config, client, io.signal);
  say('valetkey setup will');
  for (const step of plan.steps) say(`  - ${step}`);

  if (values['dry-run']) {
    if (isJson) io.print(JSON.stringify({ plan: plan.steps }, null, 2));
    else say('Nothing was changed (--dry-run).');
    return 0;
  }
  if (!values.yes) {
    const answer = isJson ? null : await ask('Go on? [y/N] ', io.signal);
    if (answer !== true) {
      io.warn(
        answer === null ? 'Nothing was changed: run again with --yes to do it.' : 'Nothing was changed.',
      );
      return answer === null ? 2 : 0;
    }
  }

  const done = await carryOut(config, client, plan, io.signal);
  const ok = done.checks.every(({ isOk }) => isOk);
  if (isJson) {
    const report: Report = { ok, plan: plan.steps, ...done };
    io.print(JSON.stringify(report, null, 2));
    return ok ? 0 : 1;
  }
  say('');
  for (const { name, isOk, detail } of done.checks)
    say(`${isOk ? 'ok      ' : 'FAILED  '}${name} (${detail})`);
  if (done.capabilities !== null) for (const line of describe(done.capabilities)) say(`store   ${line}`);
  for (const warning of done.warnings) io.warn(`warning ${warning}`);
  say(ok ? 'The bucket is ready.' : 'The bucket is not ready: see what failed above.');
  return ok ? 0 : 1;
}
