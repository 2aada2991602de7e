import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findSystemPostgres, startTestPostgres } from './lib/embeddedPostgres.mjs';
import { chooseFreePort } from './lib/ports.mjs';
import { isSameProcess, processStartTime } from './lib/processIdentity.mjs';
import { killPart, readParts, runStart, until, untilHealthy } from './testing/instance.mjs';
import { complete, download, handshake, signIn, transfer } from './testing/portalClient.mjs';

const PASSWORD = 'correct-horse-battery';
const MiB = 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'valetkey-start-'));
const dataDirectory = join(folder, 'data');
let port;
let instance;

function textOf(size) {
  return Buffer.from(
    randomBytes(Math.ceil(size / 2))
      .toString('hex')
      .slice(0, size),
  );
}

async function startInstance() {
  instance = runStart({ dataDirectory, port, environment: { VALETKEY_DEMO_PASSWORD: PASSWORD } });
  await instance.ready;
}

const alice = () => signIn(instance.url, 'alice@example.com', PASSWORD);

async function upload(name, bytes) {
  const session = await alice();
  const grant = await handshake(session, { name, bytes });
  await transfer(grant, bytes);
  expect(await complete(session, grant.uploadId)).toMatchObject({ status: 200 });
  return { session, grant };
}

beforeAll(async () => {
  port = await chooseFreePort(new Set());
}, 60_000);

afterAll(async () => {
  await instance?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

describe('what stops a start, each with a message and a code other than zero', () => {
  const failing = async (environment) => {
    const run = runStart({ dataDirectory: join(folder, 'never'), port: 3000, environment });
    const { code, output } = await run.ended;
    expect(code).toBe(1);
    return output;
  };

  test('a variable that is wrong', async () => {
    expect(await failing({ PORT: 'http' })).toContain('PORT: expected a whole number');
    expect(await failing({ DATABASE_URL: 'mysql://x' })).toContain('DATABASE_URL: expected a URL');
    expect(await failing({ S3_ENDPOINT: 'https://s3.example.com' })).toContain('S3_BUCKET_NAME');
  });

  test('a port that is taken', async () => {
    const squatter = createServer();
    await new Promise((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const taken = squatter.address().port;
    expect(await failing({ PORT: String(taken) })).toContain(`port ${taken} is taken`);
    await new Promise((resolve) => squatter.close(resolve));
  });

  test('a database that does not answer', async () => {
    const output = await failing({
      PORT: String(await chooseFreePort(new Set())),
      DATABASE_URL: 'postgres://user:hunter2@127.0.0.1:1/files',
      AUTH_SECRET: 'x'.repeat(32),
    });
    expect(output).toContain('DATABASE_URL: the PostgreSQL server at 127.0.0.1:1/files refuses connections');
    expect(output).not.toContain('hunter2');
  });
});

describe('one instance over its life', () => {
  let first;
  const content = textOf(100_000);

  test('starts with nothing, and keeps its secrets to itself', async () => {
    await startInstance();
    expect(instance.output()).toMatch(
      /alice@example\.com[\s\S]*correct-horse-battery[\s\S]*^READY http:\/\/localhost:\d+ in .*\n$/m,
    );
    for (const name of ['secrets.json', 'store.json', 'instance.json']) {
      expect(statSync(join(dataDirectory, name)).mode & 0o077).toBe(0);
    }
    first = (await upload('contract.txt', content)).grant;
    expect(await download(await alice(), first.key)).toEqual(content);
  }, 120_000);

  test('a second start in its data folder is refused, and told who is there', async () => {
    const second = runStart({ dataDirectory, port: await chooseFreePort(new Set()) });
    const { code, output } = await second.ended;
    expect(code).toBe(1);
    expect(output).toContain(`process ${instance.pid} at ${instance.url}`);
  });

  test.each(['s3', 'postgres', 'worker', 'portal'])(
    'kill -9 of %s in the middle of an upload: it comes back, and the upload is finished',
    async (name) => {
      const bytes = textOf(17 * MiB);
      const session = await alice();
      const grant = await handshake(session, { name: `${name}.txt`, bytes });
      expect(grant.kind).toBe('multipart');
      await transfer(grant, bytes, [1]);
      await killPart(dataDirectory, name);
      await untilHealthy(instance.url);
      const others = grant.parts.map((part) => part.partNumber).filter((partNumber) => partNumber !== 1);
      await transfer(grant, bytes, others);
      // A call that meets a broken connection may fail; repeating it is harmless.
      let result;
      await until('the upload is complete', async () => {
        result = await complete(session, grant.uploadId);
        return result.status === 200;
      });
      expect(result.id).toBe(grant.key);
      expect((await download(session, grant.key)).equals(bytes)).toBe(true);
      expect(await download(session, first.key)).toEqual(content);
    },
    120_000,
  );

  test('kill -9 of the supervisor: nothing is left running, and the next start has all data', async () => {
    const parts = Object.values(readParts(dataDirectory));
    await instance.kill();
    await until('all parts have ended', () => parts.every((part) => !isSameProcess(part)));
    await startInstance();
    expect(await download(await alice(), first.key)).toEqual(content);
  }, 120_000);

  test('kill -9 of everything at once: the next start has all data', async () => {
    const parts = Object.values(readParts(dataDirectory));
    await upload('last.txt', content);
    for (const pid of [instance.pid, ...parts.map((part) => part.pid)]) process.kill(pid, 'SIGKILL');
    await instance.ended;
    await startInstance();
    const { body } = await (await alice()).call('GET', '/api/files?limit=100');
    expect(body.files.map((file) => file.name)).toEqual(
      expect.arrayContaining(['contract.txt', 'last.txt', 's3.txt']),
    );
    expect(await download(await alice(), first.key)).toEqual(content);
  }, 120_000);

  test('a schema of a later release is refused, and not written to', async () => {
    const read = (name) => JSON.parse(readFileSync(join(dataDirectory, name), 'utf8'));
    const { databaseOwnerPassword } = read('secrets.json');
    const { postgres } = read('ports.json');
    const client = new pg.Client(
      `postgres://valetkey_owner:${databaseOwnerPassword}@127.0.0.1:${postgres}/valetkey`,
    );
    await client.connect();
    await client.query(
      `insert into valetkey.migration (name, sha256)
       select regexp_replace(name, '[0-9]{4}_[^/]*$', '9999_from_the_future.sql'), sha256 from valetkey.migration limit 1`,
    );
    await client.end();
    await instance.stop();
    instance = runStart({ dataDirectory, port });
    const { code, output } = await instance.ended;
    expect(code).toBe(1);
    expect(output).toContain('9999_from_the_future');
  }, 120_000);
});

describe('Ctrl-C', () => {
  test('stops everything in order and exits with zero; two instances live side by side', async () => {
    const ports = [await chooseFreePort(new Set()), await chooseFreePort(new Set())];
    const folders = ports.map((number) => join(folder, `side-${number}`));
    const runs = ports.map((number, index) => runStart({ dataDirectory: folders[index], port: number }));
    await Promise.all(runs.map((run) => run.ready));
    await Promise.all(runs.map((run) => untilHealthy(run.url)));
    const parts = folders.map((path) => Object.values(readParts(path)));
    const { code, output } = await runs[0].stop();
    expect(code).toBe(0);
    expect(output.trim().endsWith('Stopped.')).toBe(true);
    expect(parts[0].map((part) => processStartTime(part.pid))).toEqual(parts[0].map(() => null));
    await untilHealthy(runs[1].url);
    await runs[1].stop();
  }, 180_000);
});

const systemPostgres = findSystemPostgres();

describe.skipIf(systemPostgres === null)("a database of one's own (DATABASE_URL)", () => {
  test('the same system on the PostgreSQL that this machine has installed, with its three logins', async () => {
    const server = await startTestPostgres({ binaries: systemPostgres });
    const own = { port: await chooseFreePort(new Set()), dataDirectory: join(folder, 'own-database') };
    const AUTH_SECRET = randomBytes(32).toString('base64url');
    const run = runStart({
      ...own,
      environment: {
        DATABASE_URL: server.urls.app,
        DATABASE_WORKER_URL: server.urls.worker,
        DATABASE_MIGRATION_URL: server.urls.owner,
        AUTH_SECRET,
      },
    });
    let more;
    try {
      await run.ready;
      expect(run.output()).not.toContain('alice@example.com');
      const headers = { 'content-type': 'application/json', origin: run.url };
      const account = { email: 'carol@example.com', password: PASSWORD, name: 'Carol' };
      const signUp = await fetch(`${run.url}/api/auth/sign-up/email`, {
        method: 'POST',
        headers,
        body: JSON.stringify(account),
      });
      expect(signUp.status).toBe(200);
      const session = await signIn(run.url, account.email, account.password);
      const bytes = textOf(1000);
      const grant = await handshake(session, { name: 'own.txt', bytes });
      await transfer(grant, bytes);
      expect(await complete(session, grant.uploadId)).toMatchObject({ status: 200 });
      expect(await download(session, grant.key)).toEqual(bytes);

      // One more worker, as on another machine: it has the worker's login, the store, and a folder of its own.
      const { endpoint, region, bucket, accessKeyId, secretAccessKey } = JSON.parse(
        readFileSync(join(own.dataDirectory, 'store.json'), 'utf8'),
      );
      more = runStart({
        dataDirectory: join(folder, 'more'),
        port: own.port,
        args: ['--worker'],
        environment: {
          DATABASE_URL: server.urls.worker,
          S3_ENDPOINT: endpoint,
          S3_REGION: region,
          S3_BUCKET_NAME: bucket,
          S3_ACCESS_KEY_ID: accessKeyId,
          S3_SECRET_ACCESS_KEY: secretAccessKey,
          AUTH_SECRET,
        },
      });
      expect(await more.ready).toMatch(/^READY worker in /);
      expect(Object.keys(readParts(join(folder, 'more')))).toEqual(['worker']);
      const database = new pg.Client({ connectionString: server.urls.worker });
      await database.connect();
      try {
        await until('two workers live', async () => {
          const { rows } = await database.query(
            'select count(*)::integer as live from portal.worker_heartbeat where leased_until > now()',
          );
          return rows[0].live === 2;
        });
      } finally {
        await database.end();
      }
      expect((await more.stop()).code).toBe(0);
    } finally {
      await more?.stop();
      await run.stop();
      await server.stop();
    }
  }, 180_000);
});
