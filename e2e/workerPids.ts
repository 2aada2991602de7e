import { readdirSync, readFileSync } from 'node:fs';

/** Processes that run the worker of a system, by its data folder; none where that cannot be known. */
export function workerPids(dataDir: string): number[] {
  if (process.platform !== 'linux' || dataDir === '') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const isWorker = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dist/worker.js');
        return (
          isWorker && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`VALETKEY_DATA_DIR=${dataDir}\0`)
        );
      } catch {
        return false;
      }
    });
}
