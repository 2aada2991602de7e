import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AskStore, createAskStore } from '../../src/cli/bucket/askStore.ts';
import type { CommandIo } from '../../src/cli/CommandIo.ts';
import type { Command } from '../../src/cli/defineCommand.ts';
import type { Finding } from '../../src/cli/doctor/Finding.ts';
import { runDoctor } from '../../src/cli/doctor.ts';
import { createStoreConfig } from '../../src/s3/index.ts';
import { createFaults, createS3Server, type Faults, type PersonalityName } from '../../src/testing/index.ts';

export type DoctorReport = {
  ok: boolean;
  counts: Record<string, number>;
  findings: Finding[];
  applied?: { name: string; problem: string | null }[];
  planned?: string[];
  code: number;
  text: string;
};

/** Commands against one store, without a process around them. */
export type CliRig = {
  env: Record<string, string>;
  folder: string;
  faults: Faults;
  /** Signed requests to the bucket of `env`. */
  ask: AskStore;
  run(
    command: Command,
    argv: string[],
    io?: Partial<CommandIo>,
  ): Promise<{ code: number; out: string; err: string }>;
  doctor(argv?: string[], env?: Record<string, string>): Promise<DoctorReport>;
  close(): Promise<void>;
};

export const appOrigin = 'https://files.example.com';

/** Ids of what is wrong, or of what is only to be known. */
export const idsOf = ({ findings }: DoctorReport, ...severities: Finding['severity'][]) => [
  ...new Set(findings.filter(({ severity }) => severities.includes(severity)).map(({ id }) => id)),
];

type RunningStore = { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };

/** The embedded store as one personality, or a store that runs already. */
export async function startCliRig(
  store: { personality?: PersonalityName } | RunningStore = {},
): Promise<CliRig> {
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-cli-'));
  const faults = createFaults();
  let close = async () => {};
  let running: RunningStore;
  if ('endpoint' in store) running = store;
  else {
    const keys = { accessKeyId: 'doctor', secretAccessKey: 'SECRET-CANARY' };
    const { personality = 'aws' } = store;
    const server = createS3Server({ dir: join(folder, 'store'), ...keys, personality, faults, fsync: false });
    const { url } = await server.listen({ port: 0 });
    running = { endpoint: url, region: 'us-east-1', ...keys };
    close = () => server.close();
  }
  const env: Record<string, string> = {
    S3_ENDPOINT: running.endpoint,
    S3_REGION: running.region,
    S3_BUCKET_NAME: 'files',
    S3_ACCESS_KEY_ID: running.accessKeyId,
    S3_SECRET_ACCESS_KEY: running.secretAccessKey,
    APP_URL: appOrigin,
  };
  const { signal } = new AbortController();
  const run: CliRig['run'] = async (command, argv, io = {}) => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await command(argv, {
      env,
      cwd: folder,
      print: (line) => out.push(line),
      warn: (line) => err.push(line),
      signal,
      ...io,
    });
    const all = [...out, ...err].join('\n');
    if (/CANARY|X-Amz-Signature/.test(all)) throw new Error('A secret or a signed URL was printed.');
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
  return {
    env,
    folder,
    faults,
    run,
    ask: (request) =>
      createAskStore(createStoreConfig(env), {
        fetch: (url, init) => fetch(url, init),
        clock: () => new Date(),
        signal,
      })(request),
    async doctor(argv = [], other = env) {
      const { code, out } = await run(runDoctor, ['--json', ...argv], { env: other });
      return { ...JSON.parse(out), code, text: out };
    },
    async close() {
      faults.clear();
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
