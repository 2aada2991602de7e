import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of a processor in a second, on every Linux there is. */
const ticksPerSecond = 100;

/** The process that runs the worker of a data folder. */
export function findWorker(dataDirectory) {
  const found = readdirSync('/proc').find((name) => {
    try {
      return (
        /^\d+$/.test(name) &&
        readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('dist/worker.js') &&
        readFileSync(`/proc/${name}/environ`, 'utf8').includes(`VALETKEY_DATA_DIR=${dataDirectory}\0`)
      );
    } catch {
      return false;
    }
  });
  if (found === undefined)
    throw new Error('the worker of this system is not a process here (this needs Linux)');
  return Number(found);
}

/** What it and all its children that have ended used of a processor. */
export function readProcessorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const [own, system, children, childrenSystem] = fields.slice(11, 15).map(Number);
  return (own + system + children + childrenSystem) / ticksPerSecond;
}

export function readResidentMiB(pid) {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kibibytes) / 1024);
}
