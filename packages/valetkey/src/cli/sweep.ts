import { createBucketClient } from '../s3/index.ts';
import type { CommandIo } from './CommandIo.ts';
import { createProgress } from './createProgress.ts';
import { createStyle } from './createStyle.ts';
import { defineCommand } from './defineCommand.ts';
import { exitCodes } from './exitCodes.ts';
import { loadConfig, readValues } from './loadConfig.ts';
import { outsideOf } from './outsideOf.ts';
import { openDatabase } from './sweep/openDatabase.ts';
import { refuseStrangers } from './sweep/refuseStrangers.ts';
import { type SweepFindings, sweepStore } from './sweep/sweepStore.ts';

const flags = {
  'dry-run': { help: 'only count what would be removed, and compare' },
  force: { help: 'also when bucket and records seem not to belong together' },
  json: { help: 'print one JSON document' },
} as const;

const shownMissing = 20;

function bytesText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${power === 0 ? bytes : (bytes / 1024 ** power).toFixed(1)} ${units[power]}`;
}

const many = (count: number, word: string) =>
  `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

function show(io: CommandIo, findings: SweepFindings, isDryRun: boolean): void {
  const style = createStyle(io);
  const { store, removed, records, failures } = findings;
  io.print(
    `${many(store.objects, 'object')} in the bucket, ${bytesText(store.bytes)}; ${many(store.openMultiparts, 'open multipart upload')}`,
  );
  io.print(
    `${isDryRun ? 'would remove' : 'removed'} ${many(removed.objects, 'object')} that no record claims, ${bytesText(removed.bytes)}; ${isDryRun ? 'would abort' : 'aborted'} ${many(removed.multiparts, 'multipart upload')}`,
  );
  if (records.missing === null) {
    io.print(style.yellow('The store does not list keys in order, so records were not compared with it.'));
  } else {
    const text = `${many(records.compared, 'record')} compared, ${many(records.missing.length, 'object')} missing in the bucket`;
    io.print(records.missing.length === 0 ? style.green(text) : style.red(text));
    for (const { fileId, version, state } of records.missing.slice(0, shownMissing))
      io.print(`  file ${fileId}, version ${version} (${state})`);
    const more = records.missing.length - shownMissing;
    if (more > 0) io.print(`  and ${more} more: --json lists them`);
  }
  for (const failure of new Set(failures)) io.warn(`left    ${failure}`);
}

async function run(
  io: CommandIo,
  wanted: { isDryRun: boolean; isForced: boolean; isJson: boolean },
): Promise<number> {
  const { isDryRun, isForced, isJson } = wanted;
  const values = await readValues(io);
  const { store } = await loadConfig(io);
  const { clock, fetch, signal } = outsideOf(io);
  const client = createBucketClient(store, { fetch, clock });
  const progress = createProgress(io);
  const started = clock();
  const pool = await openDatabase(values);
  try {
    progress.say('comparing bucket and records');
    if (!isForced && !isDryRun) await refuseStrangers(pool, client, signal);
    const findings = await sweepStore({
      pool,
      client,
      isDryRun,
      isForced,
      now: started,
      signal,
      say: progress.say,
    });
    progress.stop();
    const isClean = findings.failures.length === 0 && (findings.records.missing ?? []).length === 0;
    const seconds = (clock().getTime() - started.getTime()) / 1000;
    if (isJson) io.print(JSON.stringify({ ok: isClean, dryRun: isDryRun, seconds, ...findings }, null, 2));
    else {
      show(io, findings, isDryRun);
      io.print(`Took ${seconds.toFixed(1)} s.`);
    }
    return isClean ? exitCodes.ok : exitCodes.problems;
  } finally {
    progress.stop();
    await pool.end();
  }
}

/** `valetkey sweep`. */
export const runSweep = defineCommand({
  name: 'sweep',
  about: `Removes what is paid for and belongs to nobody: objects that no record claims for a day, and multipart uploads that nobody finished.
Compares both ways, so it also names files whose object is gone. Uploads that are given up, and what is in the trash, are ended by
the server's own sweep, which knows your profiles. Reads S3_*, DATABASE_WORKER_URL or DATABASE_URL from the environment, then from
.env.local and .env in this folder.`,
  flags,
  examples: ['valetkey sweep --dry-run', 'valetkey sweep --json'],
  run: (values, io) => run(io, { isDryRun: values['dry-run'], isForced: values.force, isJson: values.json }),
});
