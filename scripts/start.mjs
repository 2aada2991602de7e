#!/usr/bin/env node
// `npm start`: nothing but Node and npm is needed. Only Node's own modules are used here until the packages are installed.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Valet Key needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
const { main } = await import('./lib/startCommand.mjs');
process.exitCode = await main(process.argv.slice(2));
