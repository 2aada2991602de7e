import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Grant } from 'valetkey/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../ApiClient.ts';
import { makePng, sha256 } from '../makeFile.ts';
import { freePort, root } from '../startSystem.ts';
import { download, sendBytes, waitForDownload } from '../transfer.ts';

const execute = promisify(execFile);

/** Runs a command to its end; a failure shows everything that it printed. */
async function run(command: string, args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }) {
  return execute(command, args, { ...options, maxBuffer: 64 * 1024 * 1024 }).catch(
    (cause: Error & { stdout?: string; stderr?: string }) => {
      throw new Error(`${cause.message}\n${cause.stdout}\n${cause.stderr}`, { cause });
    },
  );
}
let folder: string;
let tarball: string;
let storeEnv: Record<string, string>;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'examples-'));
  await run('npm', ['pack', '-w', 'valetkey', '--pack-destination', folder], { cwd: root });
  tarball = path.join(folder, (await readdir(folder)).find((name) => name.endsWith('.tgz'))!);
  await install('bare-server');
  const port = await freePort();
  const [access, secret] = ['example', 'example-secret-key'];
  const printed = await startUntilReady('node', [
    path.join(folder, 'bare-server/node_modules/valetkey/bin/valetkey.js'),
    's3',
    ...['--dir', path.join(folder, 'store'), '--port', String(port)],
    ...['--access-key', access!, '--secret-key', secret!, '--bucket', 'examples'],
  ]);
  storeEnv = Object.fromEntries(
    [...printed.matchAll(/^(S3_[A-Z_]+)=(.*)$/gm)].map((match) => [match[1]!, match[2]!]),
  );
  storeEnv = {
    S3_ACCESS_KEY_ID: access!,
    S3_SECRET_ACCESS_KEY: secret!,
    S3_BUCKET_NAME: 'examples',
    ...storeEnv,
  };
  expect(storeEnv.S3_ENDPOINT).toMatch(/^http:\/\/127\.0\.0\.1:/);
});

afterAll(async () => {
  for (const child of children.reverse()) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await gone;
  }
  await rm(folder, { recursive: true, force: true });
});

/** Copies an example out of the repository and installs it there, with the packed library in the registry's place. */
async function install(name: string): Promise<string> {
  const target = path.join(folder, name);
  await cp(path.join(root, 'examples', name), target, {
    recursive: true,
    filter: (source) => !/node_modules|\.next/.test(source),
  });
  const file = path.join(target, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { dependencies: Record<string, string> };
  manifest.dependencies.valetkey = `file:${tarball}`;
  await writeFile(file, JSON.stringify(manifest));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: target,
  });
  return target;
}

async function startUntilReady(
  command: string,
  args: string[],
  {
    cwd = root,
    env = {},
    ready = /READY/,
  }: { cwd?: string; env?: Record<string, string>; ready?: RegExp } = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  return new Promise((resolve, reject) => {
    const take = (piece: Buffer) => {
      output += piece.toString();
      if (ready.test(output)) resolve(output);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ${args[0]} ended with ${code}:\n${output}`)));
  });
}

/** One small and one large file there and back, and a stranger's view of them. */
async function roundTrip(client: ApiClient, headers: Record<string, string>): Promise<void> {
  const large = new Uint8Array(17 * 1024 * 1024);
  large.set(Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1'));
  const sent = [
    { name: 'photo.png', contentType: 'image/png', bytes: makePng(50) },
    { name: 'film.mp4', contentType: 'video/mp4', bytes: large },
  ];
  const files = sent.map(({ name, contentType, bytes }) => ({ name, contentType, size: bytes.byteLength }));
  const handshake = await client.post('/api/upload', { files }, { headers });
  expect(handshake.status, handshake.text).toBe(200);
  const grants: Grant[] = handshake.json.uploads;
  expect(grants.map(({ kind }) => kind)).toEqual(['post', 'multipart']);
  for (const [index, grant] of grants.entries()) await sendBytes(grant, sent[index]!.bytes);
  const uploads = grants.map(({ uploadId }) => ({ uploadId }));
  const completion = await client.post('/api/upload/complete', { uploads }, { headers });
  expect(completion.json.files.map(({ status }: { status: number }) => status)).toEqual([200, 200]);
  const withHeaders = { get: (one: string) => client.get(one, { headers }) } as ApiClient;
  for (const [index, { key }] of grants.entries()) {
    const got = await download(await waitForDownload(withHeaders, key));
    expect(sha256(got.bytes)).toBe(sha256(sent[index]!.bytes));
    expect(got.headers.get('content-disposition')).toContain(sent[index]!.name);
  }
}

/** Lines that somebody had to write: no blanks, no comments. */
async function ownLines(name: string): Promise<number> {
  const directory = path.join(root, 'examples', name);
  const entries = await readdir(directory, { recursive: true });
  const sources = entries.filter(
    (entry) => /\.(js|ts|tsx)$/.test(entry) && !/node_modules|\.next|next-env/.test(entry),
  );
  const texts = await Promise.all(sources.map((source) => readFile(path.join(directory, source), 'utf8')));
  return texts
    .join('\n')
    .split('\n')
    .filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length;
}

describe('examples against the packed library', () => {
  it('bare-server: under 60 lines, uploads and downloads, and knows nobody without a token', async () => {
    expect(await ownLines('bare-server')).toBeLessThan(60);
    const port = await freePort();
    await startUntilReady('node', ['server.js'], {
      cwd: path.join(folder, 'bare-server'),
      env: { ...storeEnv, PORT: String(port), API_TOKENS: 'alice:first,bob:second' },
    });
    const client = new ApiClient(`http://localhost:${port}`);
    expect((await client.post('/api/upload', { contentType: 'image/png' })).status).toBe(401);
    await roundTrip(client, { authorization: 'Bearer first' });
    const own = await client.post(
      '/api/upload',
      { contentType: 'image/png' },
      { headers: { authorization: 'Bearer first' } },
    );
    const foreign = await client.get(`/api/download?key=${own.json.key}`, {
      headers: { authorization: 'Bearer second' },
    });
    expect(foreign.status).toBe(404);
  });

  it('next-app: under 60 lines, builds, uploads and downloads', async () => {
    expect(await ownLines('next-app')).toBeLessThan(60);
    const cwd = await install('next-app');
    const port = await freePort();
    const env = {
      ...storeEnv,
      PORT: String(port),
      APP_URL: `http://localhost:${port}`,
      NEXT_TELEMETRY_DISABLED: '1',
    };
    const next = path.join(cwd, 'node_modules/next/dist/bin/next');
    await run('node', [next, 'build'], { cwd, env: { ...process.env, ...env } });
    await startUntilReady('node', [next, 'start', '-p', String(port)], { cwd, env, ready: /Ready/i });
    const client = new ApiClient(`http://localhost:${port}`);
    await roundTrip(client, {});
    const page = await client.get('/');
    expect(page.text).toContain('Choose files');
    const foreign = await client.post(
      '/api/upload',
      { contentType: 'image/png' },
      { origin: 'https://evil.example' },
    );
    expect(foreign.status).toBe(403);
  });
});
