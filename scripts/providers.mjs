#!/usr/bin/env node
// The provider matrix, and the suite behind it.
//
//   npm run providers                    writes docs/providers.md
//   npm run providers -- --check         fails when it would be another
//   npm run providers -- --measure       runs the suite against the store that S3_* name
//     [--bucket A --other-bucket B]      in these buckets, which are left as they are; otherwise in two of its own
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRawClient, personalities, runStoreConformance, storeConformance } from 'valetkey/testing';
import { renderProviders } from './providers/renderProviders.mjs';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs/providers.md');
const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));

const { values } = parseArgs({
  options: {
    check: { type: 'boolean' },
    measure: { type: 'boolean' },
    bucket: { type: 'string' },
    'other-bucket': { type: 'string' },
  },
});

async function measure() {
  const needed = {
    endpoint: 'S3_ENDPOINT',
    accessKeyId: 'S3_ACCESS_KEY_ID',
    secretAccessKey: 'S3_SECRET_ACCESS_KEY',
  };
  const missing = Object.values(needed).filter((name) => !process.env[name]);
  if (missing.length > 0) throw new Error(`Set ${missing.join(', ')} (S3_ENDPOINT as a URL, and S3_REGION).`);
  const target = {
    ...Object.fromEntries(Object.entries(needed).map(([option, name]) => [option, process.env[name]])),
    region: process.env.S3_REGION ?? 'us-east-1',
  };
  const isOwn = values.bucket === undefined;
  const bucket = values.bucket ?? `valetkey-conformance-${randomBytes(4).toString('hex')}`;
  const otherBucket = values['other-bucket'] ?? `${bucket}-other`;
  const client = createRawClient(target);
  if (isOwn) {
    for (const name of [bucket, otherBucket]) {
      const made = await client.createBucket(name);
      if (made.status !== 200) throw new Error(`CreateBucket answered ${made.status} ${made.text}`);
    }
  }
  const results = await runStoreConformance({
    ...target,
    bucket,
    otherBucket,
    onResult: ({ id, level, title, passed, reason }) =>
      console.log(`${passed ? 'ok  ' : 'FAIL'} ${id} ${level} ${title}${passed ? '' : `: ${reason}`}`),
  });
  const failed = results.filter(({ passed }) => !passed);
  const count = (level) => results.filter((each) => each.level === level && each.passed).length;
  const all = (level) => results.filter((each) => each.level === level).length;
  console.log(`must ${count('M')} of ${all('M')}, nice ${count('N')} of ${all('N')}`);
  console.log(`failed: ${failed.map(({ id }) => id).join(' ') || 'none'}`);
  if (isOwn) console.log(`The buckets ${bucket} and ${otherBucket} may be deleted with what is in them.`);
}

if (values.measure) await measure();
else {
  const text = renderProviders({
    conformance: storeConformance,
    personalities,
    measurements: read('scripts/providers/measurements.json'),
    version: read('packages/valetkey/package.json').version,
  });
  if (!values.check) writeFileSync(page, text);
  else if (readFileSync(page, 'utf8') !== text) {
    console.error('docs/providers.md is not what the results make: type `npm run providers`.');
    process.exit(1);
  }
}
