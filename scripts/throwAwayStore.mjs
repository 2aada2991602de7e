#!/usr/bin/env node
// A real store to try things on, until Ctrl-C; it keeps nothing.
//
//   node scripts/throwAwayStore.mjs ceph | swift
import { cephPackages, startCeph } from './stores/startCeph.mjs';
import { startSwift, swiftPackages } from './stores/startSwift.mjs';
import { installCommand, missingPackages } from './stores/throwAwayStore.mjs';

const stores = {
  ceph: { packages: cephPackages, start: startCeph },
  swift: { packages: swiftPackages, start: startSwift },
};
const [name = ''] = process.argv.slice(2);
if (!Object.hasOwn(stores, name)) {
  console.error('Usage: node scripts/throwAwayStore.mjs ceph | swift');
  process.exit(2);
}
const { packages, start } = stores[name];
const missing = missingPackages(packages);
if (missing.length > 0) {
  console.error(`Debian packages are missing. Type:\n  ${installCommand(missing)}`);
  process.exit(1);
}
const store = await start();
console.log(`# ${store.name}; Ctrl-C ends it and deletes its data
S3_ENDPOINT=${store.endpoint}
S3_REGION=${store.region}
S3_ACCESS_KEY_ID=${store.accessKeyId}
S3_SECRET_ACCESS_KEY=${store.secretAccessKey}`);
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void store.stop().then(() => process.exit(0)));
