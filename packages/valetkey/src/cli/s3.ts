import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { createS3Server, type S3Server } from '../testing/s3/createS3Server.ts';
import { type PersonalityName, personalities } from '../testing/s3/personalities.ts';
import type { CommandIo } from './CommandIo.ts';
import { defineCommand, type FlagValues, UsageError } from './defineCommand.ts';

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

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

const flags = {
  dir: { value: 'DIR', help: 'folder for the data (created when missing)' },
  port: { value: 'N', help: 'port to listen on; 0 takes a free one (default 9000)' },
  host: {
    value: 'ADDRESS',
    help: 'address to listen on (default 127.0.0.1); any other than loopback needs both keys',
  },
  bucket: { value: 'NAME', help: 'create this bucket when it is missing (default uploads)' },
  'access-key': { value: 'KEY', help: 'access key (default $S3_ACCESS_KEY_ID, else valetkey)' },
  'secret-key': {
    value: 'SECRET',
    help: 'secret key (default $S3_SECRET_ACCESS_KEY, else a random one, printed)',
  },
  region: { value: 'NAME', help: 'region (default us-east-1)' },
  personality: {
    value: 'NAME',
    help: `behave like another store: ${Object.keys(personalities).join(', ')} (default aws)`,
  },
  'no-fsync': { help: 'do not wait for the disk; a power failure may then lose the last writes' },
} as const;

function readSettings(values: FlagValues<typeof flags>, env: CommandIo['env'], cwd: string): Settings {
  const text = (name: Exclude<keyof typeof flags, 'no-fsync'>) => values[name];
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
    fsync: !values['no-fsync'],
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

/** Prints the `S3_*` settings, then a line that begins with READY, and serves until it is told to stop. */
async function serve(settings: Settings, io: CommandIo): Promise<number> {
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

/** `valetkey s3`. */
export const runS3 = defineCommand({
  name: 's3',
  about: 'Runs an S3 server that keeps everything in one folder, and prints the S3_* lines to use it.',
  flags,
  examples: ['valetkey s3 --dir .data --port 9000 --bucket files'],
  run: (values, io) => serve(readSettings(values, io.env, io.cwd), io),
});
