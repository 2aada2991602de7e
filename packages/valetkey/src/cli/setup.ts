import { applyRemedies } from './applyRemedies.ts';
import { createAskStore } from './bucket/askStore.ts';
import { planRemedies } from './bucket/planRemedies.ts';
import { readBucketState } from './bucket/readBucketState.ts';
import { tryWriting } from './bucket/tryWriting.ts';
import type { CommandIo } from './CommandIo.ts';
import { createProgress } from './createProgress.ts';
import { createStyle } from './createStyle.ts';
import { defineCommand, UsageError } from './defineCommand.ts';
import { checkAccess } from './doctor/checkAccess.ts';
import { examineStore } from './doctor/examineStore.ts';
import { countOf, dropRepeated } from './doctor/showFindings.ts';
import { exitCodes } from './exitCodes.ts';
import { loadConfig, parseOrigin, readValues } from './loadConfig.ts';
import { outsideOf } from './outsideOf.ts';
import { isPrintKind, printKinds, printTemplate } from './templates/printTemplate.ts';

const flags = {
  yes: { short: 'y', help: 'do it without asking' },
  'dry-run': { help: 'only show what would be done' },
  origin: {
    value: 'URL',
    isMultiple: true,
    help: 'origin of a page that uploads, besides APP_URL; may be repeated',
  },
  print: {
    value: 'KIND',
    help: `print one and change nothing: ${printKinds.join(', ')}; needs only S3_BUCKET_NAME`,
  },
  provider: {
    value: 'NAME',
    help: 'with --print: whose form it has (default S3_PROVIDER, else by the endpoint)',
  },
  json: { help: 'print one JSON document' },
} as const;

async function prepare(
  io: CommandIo,
  wanted: { isYes: boolean; isDryRun: boolean; isJson: boolean; origins: readonly string[] },
): Promise<number> {
  const { isYes, isDryRun, isJson } = wanted;
  const style = createStyle(io);
  const say = (line: string) => {
    if (!isJson) io.print(line);
  };
  const { store, appOrigin } = await loadConfig(io);
  const origins = [
    ...new Set([appOrigin, ...wanted.origins.map((origin) => parseOrigin(origin, '--origin'))]),
  ];
  const outside = outsideOf(io);
  const progress = createProgress(io);
  try {
    progress.say('asking the store');
    const ask = createAskStore(store, outside);
    const access = await checkAccess(store, ask, outside.clock);
    const isMissing = access.findings.some(({ remedy }) => remedy === 'bucket');
    if (!access.isUsable && !isMissing) {
      const problem = access.findings.find(({ severity }) => severity === 'error');
      io.warn(`valetkey setup: ${problem?.what} ${problem?.fix} ${problem?.exact}`.trimEnd());
      return exitCodes.unavailable;
    }
    const state = await readBucketState(ask, access.exists);
    const isWritable = isMissing || (await tryWriting(store, outside));
    const remedies = planRemedies({ config: store, origins, state, isWritable, ask, outside });
    const isKept = (name: string) => !remedies.some((remedy) => remedy.name === name);
    const hasCors = state.cors.kind === 'set' || state.cors.kind === 'none';
    const plan = [
      ...(access.exists ? [`keep the bucket "${store.bucket}" at ${store.endpoint}`] : []),
      ...remedies.map(({ text }) => text),
      ...(!hasCors
        ? ['leave CORS alone: this store has no configuration for it']
        : isKept('cors')
          ? [`keep its CORS rule for ${origins.join(', ')}`]
          : []),
      'check that anonymous listing, reading and writing are refused',
      'try what the store enforces, with small objects under random keys that are removed again',
    ];
    progress.stop();
    say('valetkey setup will');
    for (const step of plan) say(`  - ${step}`);
    if (isDryRun) {
      if (isJson) io.print(JSON.stringify({ plan }, null, 2));
      else say('Nothing was changed (--dry-run).');
      return exitCodes.ok;
    }
    if (!isYes) {
      const answer = isJson || !io.ask ? null : await io.ask('Go on? [y/N] ', io.signal);
      if (answer !== true) {
        io.warn(
          answer === null ? 'Nothing was changed: run again with --yes to do it.' : 'Nothing was changed.',
        );
        return answer === null ? exitCodes.usage : exitCodes.ok;
      }
    }
    const working = createProgress(io);
    try {
      working.say('setting up the bucket');
      const applied = await applyRemedies(remedies, io.signal);
      const report = await examineStore({ config: store, origins, outside, progress: working });
      working.stop();
      return conclude(io, { plan, applied, findings: dropRepeated(report.findings), isJson, style, say });
    } finally {
      working.stop();
    }
  } finally {
    progress.stop();
  }
}

function conclude(
  io: CommandIo,
  done: {
    plan: string[];
    applied: Awaited<ReturnType<typeof applyRemedies>>;
    findings: ReturnType<typeof dropRepeated>;
    isJson: boolean;
    style: ReturnType<typeof createStyle>;
    say(line: string): void;
  },
): number {
  const { plan, applied, findings, isJson, style, say } = done;
  const isReady = countOf(findings).error === 0;
  const warnings = [
    ...applied.flatMap(({ text, problem }) => (problem === null ? [] : [`Left undone: ${text}. ${problem}`])),
    ...findings.filter(({ severity }) => severity === 'warning').map(({ what, why }) => `${what} ${why}`),
  ];
  if (isJson) {
    const checks = findings
      .filter(({ severity }) => severity === 'error' || severity === 'ok')
      .map(({ id, severity, what, fix, exact }) => ({
        name: id,
        isOk: severity === 'ok',
        detail: [what, fix, exact].filter((text) => text !== '').join(' '),
      }));
    io.print(JSON.stringify({ ok: isReady, plan, applied, checks, warnings, findings }, null, 2));
    return isReady ? exitCodes.ok : exitCodes.problems;
  }
  say('');
  for (const { severity, what, fix, exact } of findings) {
    if (severity === 'ok') say(`${style.green('ok     ')} ${what}`);
    if (severity === 'note') say(`${style.cyan('note   ')} ${what}`);
    if (severity === 'error') say(`${style.red('FAILED ')} ${what} ${fix} ${exact}`.trimEnd());
  }
  for (const warning of warnings) io.warn(`warning ${warning}`);
  say(
    isReady
      ? 'The bucket is ready. `valetkey doctor` looks again at any time.'
      : 'The bucket is not ready: see what failed above, and `valetkey doctor`.',
  );
  return isReady ? exitCodes.ok : exitCodes.problems;
}

/** `valetkey setup`. */
export const runSetup = defineCommand({
  name: 'setup',
  about: `Makes the bucket of S3_BUCKET_NAME ready: creates it if it is missing, blocks public access, denies by policy the headers that
publish or copy, allows APP_URL by CORS, lets what nobody finishes expire; whatever the store does not know is left. Rules of others
are kept. It shows its plan first, and checks the result. Reads S3_* and APP_URL from the environment, then from .env.local and .env.`,
  flags,
  examples: [
    'valetkey setup --yes',
    'valetkey setup --print iam --provider aws',
    'valetkey setup --print terraform > storage.tf',
  ],
  async run(values, io) {
    const origins = values.origin ?? [];
    if (values.print === undefined) {
      if (values.provider !== undefined) throw new UsageError('--provider goes with --print.');
      return prepare(io, { isYes: values.yes, isDryRun: values['dry-run'], isJson: values.json, origins });
    }
    if (!isPrintKind(values.print)) {
      throw new UsageError(`--print must be one of ${printKinds.join(', ')}, not "${values.print}".`);
    }
    io.print(
      printTemplate({ kind: values.print, values: await readValues(io), provider: values.provider, origins }),
    );
    return exitCodes.ok;
  },
});
