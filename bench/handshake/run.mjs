// CPU time of one handshake of 100 small files.
//
//   npm run build -w valetkey && node bench/handshake/run.mjs [--rounds 30] [--files 100] [--json]
//   node bench/handshake/run.mjs --portal http://localhost:3000 --pid PORTAL_PID --email .. --password ..
//
// In-process: the handlers with records that forget, so that neither HTTP nor a database is in the figure. With --portal: the CPU
// time of the running portal's process (Linux: /proc), less what as many empty calls of the same session cost it, which is
// Next's own work, the session's look-up and one small query.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createSigner } from 'valetkey/s3';
import { createValetKey } from 'valetkey/server';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    files: { type: 'string', default: '100' },
    portal: { type: 'string' },
    pid: { type: 'string' },
    email: { type: 'string', default: 'alice@example.com' },
    password: { type: 'string', default: process.env.VALETKEY_DEMO_PASSWORD ?? '' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const count = Number(values.files);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const files = Array.from({ length: count }, (_, index) => ({
  name: `photo-${index}.jpg`,
  contentType: 'image/jpeg',
  size: 100_000 + index,
}));
const body = JSON.stringify({ files });
const results = [];
const report = (name, microseconds) => results.push({ name, microseconds: Math.round(microseconds) });

function cpuMicroseconds() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The port as the handshake uses it, keeping nothing: what a database costs is another benchmark. */
const forgetful = {
  async reserve({ uploads, event, now }) {
    const records = uploads.map((upload) => ({
      version: 1,
      size: null,
      state: 'reserved',
      stateVersion: 1,
      reasonCode: null,
      etag: null,
      storageUploadId: null,
      scan: null,
      createdAt: now,
      updatedAt: now,
      // Last: V8 takes 20 microseconds an object when names follow a spread, which would be most of the figure.
      ...upload,
    }));
    for (const record of records) event(record);
    return { uploads: records, isReplay: false };
  },
  async authoriseSigning() {
    throw new Error('a handshake asks for nothing twice');
  },
};

async function inProcess(kind) {
  const config = {
    endpoint: 'http://127.0.0.1:9000',
    region: 'us-east-1',
    bucket: 'bench',
    credentials: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
  };
  const unused = new Proxy(
    {},
    { get: (_, name) => () => Promise.reject(new Error(`${String(name)} was not expected`)) },
  );
  const capabilities = {
    postPolicy: kind === 'post',
    conditionalPut: true,
    signedLength: true,
    checksumSha256: true,
    refusesUnsignedHeaders: true,
    clockSkewSeconds: 0,
  };
  const samples = [];
  for (let round = 0; round < rounds + 5; round += 1) {
    const valetkey = createValetKey({
      store: { signer: createSigner(config), bucketClient: unused, capabilities },
      records: forgetful,
      appOrigins: ['http://localhost:3000'],
      authenticate: async () => ({ userId: 'alice', credential: 'token' }),
    });
    const request = () =>
      new Request('http://localhost:3000/api/upload', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    await (await valetkey.handle(request())).text();
    const before = cpuMicroseconds();
    for (let repeat = 0; repeat < 5; repeat += 1) {
      const response = await valetkey.handle(request());
      const text = await response.text();
      if (response.status !== 200) throw new Error(text);
    }
    if (round >= 5) samples.push((cpuMicroseconds() - before) / 5);
  }
  return median(samples);
}

async function atPortal() {
  const { portal, pid, email, password } = values;
  const headers = { 'content-type': 'application/json', origin: new URL(portal).origin };
  const signIn = await fetch(`${portal}/api/auth/sign-in/email`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password }),
  });
  if (!signIn.ok) throw new Error(`sign-in: ${signIn.status}`);
  headers.cookie = signIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const ticks = () => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  };
  const cost = async (call, repeats) => {
    for (let index = 0; index < 5; index += 1) await call();
    const before = ticks();
    for (let index = 0; index < repeats; index += 1) await call();
    return (ticks() - before) / repeats;
  };
  const check = async (response) => {
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
  };
  const empty = await cost(
    async () => check(await fetch(`${portal}/api/upload?state=reserved&limit=1`, { headers })),
    100,
  );
  // below the 120 handshakes a minute that one account may make
  const handshake = await cost(
    async () => check(await fetch(`${portal}/api/upload`, { method: 'POST', headers, body })),
    90,
  );
  report(`portal: call without files (Next, session, one query)`, empty);
  report(`portal: handshake of ${count} files`, handshake);
  report(`portal: handshake beyond the call`, handshake - empty);
}

report(`in process: ${count} files, post grants`, await inProcess('post'));
report(`in process: ${count} files, put grants`, await inProcess('put'));
if (values.portal) await atPortal();

if (values.json) console.log(JSON.stringify(results));
else
  for (const { name, microseconds } of results)
    console.log(`${name.padEnd(60)} ${(microseconds / 1000).toFixed(2).padStart(8)} ms CPU`);
