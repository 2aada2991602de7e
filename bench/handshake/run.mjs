// CPU time of one handshake of 100 small files.
//
//   npm run build -w valetkey && node bench/handshake/run.mjs [--rounds 100] [--files 100] [--json]
//   node bench/handshake/run.mjs --portal http://localhost:3000 --pid PORTAL_PID --email .. --password ..
//
// In-process: the handlers with records that forget, so that neither HTTP nor a database is in the figure. The floor is what
// any signing server does: read a Request, parse its JSON, one HMAC of Node's crypto per file, write the same answer's JSON
// into a Response. Both are measured in turns; the ratio means more than the milliseconds of one machine. With --portal: the CPU
// time of the running portal's process (Linux: /proc), less what as many empty calls of the same session cost it, which is
// Next's own work, the session's look-up and one small query.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createSigner } from 'valetkey/s3';
import { createValetKey } from 'valetkey/server';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
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
const report = (name, microseconds, note = '') =>
  results.push({ name, microseconds: Math.round(microseconds), note });

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
  const handshake = async () => {
    const response = await valetkey.handle(request());
    const text = await response.text();
    if (response.status !== 200) throw new Error(text);
    return text;
  };
  const answer = await handshake();
  const { uploads } = JSON.parse(answer);
  const grantCount = uploads.filter((grant) => grant.kind === kind).length;
  const hmacKey = 'k'.repeat(32);
  const bare = async () => {
    const parsed = JSON.parse(await request().text());
    for (let index = 0; index < parsed.files.length; index += 1) {
      const { fields, signedUrl } = uploads[index];
      createHmac('sha256', hmacKey)
        .update(fields?.Policy ?? signedUrl)
        .digest('hex');
    }
    await new Response(JSON.stringify({ uploads })).text();
  };
  const cost = async (work) => {
    const before = cpuMicroseconds();
    for (let repeat = 0; repeat < 5; repeat += 1) await work();
    return (cpuMicroseconds() - before) / 5;
  };
  const ours = [];
  const floor = [];
  for (let round = 0; round < rounds + 20; round += 1) {
    const pair = [await cost(handshake), await cost(bare)];
    // The first twenty warm the compiler up.
    if (round < 20) continue;
    ours.push(pair[0]);
    floor.push(pair[1]);
  }
  const note = `${grantCount} ${kind} grants, ${(answer.length / 1000).toFixed(1)} kB answer, median of ${rounds} x 5`;
  report(`in process: ${kind} grants`, median(ours), note);
  report(`  floor: bare HMACs and JSON`, median(floor));
  report(
    `  beyond the floor`,
    median(ours) - median(floor),
    `${(median(ours) / median(floor)).toFixed(1)} x`,
  );
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

await inProcess('post');
await inProcess('put');
if (values.portal) await atPortal();

if (values.json) console.log(JSON.stringify(results));
else
  for (const { name, microseconds, note } of results)
    console.log(
      `${name.padEnd(50)} ${(microseconds / 1000).toFixed(2).padStart(8)} ms CPU  ${note}`.trimEnd(),
    );
