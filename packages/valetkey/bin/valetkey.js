#!/usr/bin/env node
// Committed, so that `npm ci` in a clone can link the command before the library was built.
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('valetkey: not built yet. Run `npm run build -w valetkey`, or `npm start`, first.\n');
  process.exitCode = 1;
}
