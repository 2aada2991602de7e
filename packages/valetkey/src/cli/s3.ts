import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createS3Server, type S3Server } from '../testing/s3/createS3Server.ts';
import { type PersonalityName, personalities } from '../testing/s3/personalities.ts';
import type { CommandIo } from './main.ts';

const help = `Usage: valetkey s3 --dir DIR [--port N] [options]

Runs an S3 server that keeps everything in one folder.

  --dir DIR             folder for the data (created when missing)
  --port N              port to listen on; 0 takes a free one (default 9000)
  --host ADDRESS        address to listen on (default 127.0.0.1); any other than loopback needs --access-key and --secret-key
  --bucket NAME         create this bucket when it is missing (default: uploads)
  --access-key KEY      access key (default: $S3_ACCESS_KEY_ID, else valetkey)
  --secret-key SECRET   secret key (default: $S3_SECRET_ACCESS_KEY, else a random one, printed)
  --region NAME         region (default us-east-1)
  --personality NAME    behave like another store: ${Object.keys(personalities).join(', ')} (default aws)
  --no-fsync            do not wait for the disk; a power failure may then lose the last writes`;

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

class UsageError extends Error {}

type Settings = {
  dir: string;
  port: number;
  host: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Made up here, so it must be printed; a given one is not, because output ends in log files. */
  isSecretGenerated: boolean;
  region: string;
  personality: PersonalityName;
  fsync: boolean;
};

function isPersonality(name: string): name is PersonalityName {
  return Object.hasOwn(personalities, name);
}

function readSettings(argv: string[], env: CommandIo['env'], cwd: string): Settings | null {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: argv,
      allowPositionals: false,
      options: {
        dir: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        bucket: { type: 'string' },
        'access-key': { type: 'string' },
        'secret-key': { type: 'string' },
        region: { type: 'string' },
        personality: { type: 'string' },
        'no-fsync': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  if (values.help) return null;
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const dir = text('dir');
  if (!dir) throw new UsageError('--dir is missing: name the folder for the data.');
  const port = text('port') ?? '9000';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError(`--port must be 0 to 65535, not "${port}".`);
  const host = text('host') ?? '127.0.0.1';
  const accessKeyId = text('access-key') ?? env.S3_ACCESS_KEY_ID;
  const secretAccessKey = text('secret-key') ?? env.S3_SECRET_ACCESS_KEY;
  if (!isLoopback(host) && (!accessKeyId || !secretAccessKey)) {
    throw new UsageError(
      `--host ${host} can be reached from other machines: give it --access-key and --secret-key of your own.`,
    );
  }
  const personality = text('personality') ?? 'aws';
  if (!isPersonality(personality)) {
    throw new UsageError(
      `--personality must be one of ${Object.keys(personalities).join(', ')}, not "${personality}".`,
    );
  }
  return {
    dir: resolve(cwd, dir),
    port: Number(port),
    host,
    bucket: text('bucket') ?? 'uploads',
    accessKeyId: accessKeyId || 'valetkey',
    secretAccessKey: secretAccessKey || randomBytes(24).toString('base64url'),
    isSecretGenerated: !secretAccessKey,
    region: text('region') ?? env.S3_REGION ?? 'us-east-1',
    personality,
    fsync: values['no-fsync'] !== true,
  };
}

function listenProblem(error: unknown, { host, port }: Settings): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use by another program. Choose another with --port.`;
  if (code === 'EACCES')
    return `This user may not listen on port ${port}. Choose one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${host}. Choose another with --host.`;
  return message;
}

/** `valetkey s3`: prints the `S3_*` settings, then a line that begins with READY, and serves until it is told to stop. */
export async function runS3(argv: string[], io: CommandIo): Promise<number> {
  let settings: Settings | null;
  try {
    settings = readSettings(argv, io.env, io.cwd);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.warn(`valetkey s3: ${error.message}`);
    return 2;
  }
  if (!settings) {
    io.print(help);
    return 0;
  }
  let server: S3Server;
  try {
    server = createS3Server({
      ...settings,
      buckets: [settings.bucket],
      onError: (error) =>
        io.warn(`valetkey s3: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    });
  } catch (error) {
    io.warn(`valetkey s3: ${(error as Error).message}`);
    return 1;
  }
  try {
    await server.listen({ port: settings.port, host: settings.host });
  } catch (error) {
    io.warn(`valetkey s3: ${listenProblem(error, settings)}`);
    await server.close();
    return 1;
  }
  for (const line of [
    `S3_ENDPOINT=${server.url}`,
    `S3_REGION=${settings.region}`,
    `S3_BUCKET_NAME=${settings.bucket}`,
    `S3_ACCESS_KEY_ID=${settings.accessKeyId}`,
    ...(settings.isSecretGenerated ? [`S3_SECRET_ACCESS_KEY=${settings.secretAccessKey}`] : []),
    'S3_FORCE_PATH_STYLE=true',
    `READY ${server.url} data in ${settings.dir}`,
  ]) {
    io.print(line);
  }
  if (!io.signal.aborted)
    await new Promise((done) => io.signal.addEventListener('abort', done, { once: true }));
  await server.close();
  return 0;
}
