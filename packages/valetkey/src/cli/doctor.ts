import { type Applied, applyRemedies } from './applyRemedies.ts';
import type { CommandIo } from './CommandIo.ts';
import { createProgress, type Progress } from './createProgress.ts';
import { createStyle } from './createStyle.ts';
import { defineCommand } from './defineCommand.ts';
import { checkBrowser } from './doctor/checkBrowser.ts';
import { checkConfig } from './doctor/checkConfig.ts';
import { examineStore, type StoreReport } from './doctor/examineStore.ts';
import type { Finding } from './doctor/Finding.ts';
import { countOf, dropRepeated, showFindings } from './doctor/showFindings.ts';
import { exitCodes } from './exitCodes.ts';
import { parseOrigin, readAppOrigin, readValues } from './loadConfig.ts';
import { outsideOf } from './outsideOf.ts';

const flags = {
  fix: { help: 'apply the fixes that the doctor knows, then look again' },
  'dry-run': { help: 'with --fix: say what would be changed, and change nothing' },
  origin: {
    value: 'URL',
    isMultiple: true,
    help: 'origin of a page that uploads, besides APP_URL; may be repeated',
  },
  browser: { help: 'also upload from a real Chromium, when one is found' },
  strict: { help: 'warnings count as errors for the exit code' },
  json: { help: 'print one JSON document' },
} as const;

type Wanted = { isFix: boolean; isDryRun: boolean; isBrowser: boolean; isStrict: boolean; isJson: boolean };

async function examine(
  io: CommandIo,
  extraOrigins: readonly string[],
  wanted: Wanted,
  progress: Progress,
): Promise<StoreReport> {
  const values = await readValues(io);
  const origins = [
    ...new Set([readAppOrigin(values), ...extraOrigins.map((origin) => parseOrigin(origin, '--origin'))]),
  ];
  const outside = outsideOf(io);
  const { config, findings } = checkConfig({ values, origins, now: outside.clock() });
  if (config === null) return { findings, remedies: [] };
  const report = await examineStore({ config, origins, outside, progress });
  const { capabilities } = report;
  const browser =
    wanted.isBrowser && capabilities
      ? await checkBrowser({ config, capabilities, origins, outside, env: values, progress })
      : [];
  return { findings: dropRepeated([...findings, ...report.findings, ...browser]), remedies: report.remedies };
}

function exitCodeOf(findings: readonly Finding[], isStrict: boolean): number {
  const counts = countOf(findings);
  if (findings.some(({ id }) => id === 'config.value')) return exitCodes.usage;
  const ends = ['store.unreachable', 'dns', 'tls.handshake', 'tls.certificate'];
  if (findings.some(({ id, severity }) => severity === 'error' && ends.includes(id)))
    return exitCodes.unavailable;
  return counts.error > 0 || (isStrict && counts.warning > 0) ? exitCodes.problems : exitCodes.ok;
}

async function run(io: CommandIo, extraOrigins: readonly string[], wanted: Wanted): Promise<number> {
  const style = createStyle(io);
  const progress = createProgress(io);
  const clock = io.clock ?? (() => new Date());
  const started = clock().getTime();
  let report: StoreReport;
  let applied: Applied[] = [];
  let planned: string[] = [];
  try {
    report = await examine(io, extraOrigins, wanted, progress);
    // A bucket that is missing or refuses to be written hides what else is to be done.
    for (let round = 0; wanted.isFix && round < 3; round++) {
      const asked = new Set(report.findings.map(({ remedy }) => remedy));
      const remedies = report.remedies.filter(({ name }) => asked.has(name) || asked.has('bucket'));
      planned = remedies.map(({ text }) => text);
      if (remedies.length === 0 || wanted.isDryRun) break;
      progress.say('mending');
      applied = [...applied, ...(await applyRemedies(remedies, io.signal))];
      report = await examine(io, extraOrigins, wanted, progress);
    }
  } finally {
    progress.stop();
  }
  const { findings } = report;
  const seconds = (clock().getTime() - started) / 1000;
  const code = exitCodeOf(findings, wanted.isStrict);
  if (wanted.isJson) {
    const document = {
      ok: code === exitCodes.ok,
      seconds,
      counts: countOf(findings),
      ...(wanted.isFix && (wanted.isDryRun ? { planned } : { applied })),
      findings,
    };
    io.print(JSON.stringify(document, null, 2));
    return code;
  }
  for (const { text, problem } of applied) {
    io.print(
      problem === null
        ? `${style.green('mended ')} ${text}`
        : `${style.yellow('left   ')} ${text}: ${problem}`,
    );
  }
  if (wanted.isDryRun && wanted.isFix)
    for (const text of planned) io.print(`${style.cyan('would  ')} ${text}`);
  for (const line of showFindings(findings, style)) io.print(line);
  const canFix = !wanted.isFix && findings.some(({ remedy }) => remedy !== null);
  io.print(`Took ${seconds.toFixed(1)} s.${canFix ? ' `valetkey doctor --fix` mends what it can.' : ''}`);
  return code;
}

/** `valetkey doctor`. */
export const runDoctor = defineCommand({
  name: 'doctor',
  about: `Looks at configuration, DNS, TLS, clock, credentials, bucket, privacy, what the store enforces, CORS, lifecycle and both
endpoints, by trying. Each finding says what is wrong, why it matters, and how to mend it. It works with small objects under
random keys, which it removes. Reads S3_*, APP_URL from the environment, then from .env.local and .env in this folder.`,
  flags,
  examples: ['valetkey doctor', 'valetkey doctor --fix --dry-run', 'valetkey doctor --json --strict'],
  run: (values, io) =>
    run(io, values.origin ?? [], {
      isFix: values.fix,
      isDryRun: values['dry-run'],
      isBrowser: values.browser,
      isStrict: values.strict,
      isJson: values.json,
    }),
});
