#!/usr/bin/env node
// `npm test`: sets itself up on a fresh machine, so only Node's own modules are used here until the packages are installed.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Valet Key needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
const { main } = await import('./lib/testCommand.mjs');
process.exitCode = await main(process.argv.slice(2));
