import { formatAgo, formatBytes, formatDuration } from '@/shared/lib';
import { statusTexts as texts } from '@/shared/texts';
import type { SystemStatus } from './SystemStatus';

/** `bad`: something does not work now. `wait`: it works, and somebody should look. `plain`: not set up, and that is allowed. */
export type PartLook = 'good' | 'wait' | 'bad' | 'plain';

export type StatusPart = {
  id:
    | 'database'
    | 'store'
    | 'worker'
    | 'scanner'
    | 'previews'
    | 'queue'
    | 'disk'
    | 'audit'
    | 'mail'
    | 'versions';
  title: string;
  look: PartLook;
  /** One sentence. */
  summary: string;
  /** What to do; `null` where there is nothing to do. */
  advice: string | null;
  facts: { label: string; value: string; meaning?: string }[];
  warnings: string[];
};

/** Work that waits longer than this is late, in seconds. */
const lateSeconds = 5 * 60;

/** More unsealed events than this mean that the sealer stands still: it runs every few seconds. */
const manyUnsealed = 10_000;

/** Below this share of free space somebody should look; below the second one it is urgent. */
const lowDisk = { wait: 0.15, bad: 0.05 };

/** The server counts held files up to this. */
const maxHeld = 1_000;

/** Clocks that differ by more make signatures fail, in seconds. */
const maxSkewSeconds = 60;

function describeDatabase({ database }: SystemStatus): StatusPart {
  const { isOk, version, sizeBytes } = database;
  const words = texts.database;
  return {
    id: 'database',
    title: words.title,
    look: isOk ? 'good' : 'bad',
    summary: isOk ? words.good : words.bad,
    advice: isOk ? null : words.advice,
    facts: [
      ...(version === null ? [] : [{ label: words.version, value: version }]),
      ...(sizeBytes === null ? [] : [{ label: words.size, value: formatBytes(sizeBytes) }]),
    ],
    warnings: [],
  };
}

/** So many versions that are gone are named; they are long to read. */
const namedMissing = 5;

function describeStore({ store }: SystemStatus, now: Date): StatusPart {
  const words = texts.store;
  const { isOk, host, capabilities, comparison } = store;
  const missing = comparison?.missing ?? 0;
  const named = (comparison?.examples ?? []).slice(0, namedMissing);
  const warnings = [
    ...(missing > 0 ? [words.missing(missing, named, missing > named.length)] : []),
    ...store.warnings,
  ];
  const skew = capabilities === null ? 0 : Math.round(capabilities.clockSkewSeconds);
  const isSkewed = Math.abs(skew) > maxSkewSeconds;
  const abilities = [
    'postPolicy',
    'conditionalPut',
    'signedLength',
    'checksumSha256',
    'refusesUnsignedHeaders',
  ] as const;
  const isSafe = capabilities?.refusesUnsignedHeaders !== false;
  const look: PartLook = !isOk || isSkewed ? 'bad' : warnings.length > 0 || !isSafe ? 'wait' : 'good';
  const unsafeAdvice = isSafe ? null : words.unsafeAdvice;
  // The worst of what there is comes first, with what to do about it.
  const said = [
    { holds: !isOk, summary: words.bad, advice: words.advice },
    { holds: isSkewed, summary: words.skewed(Math.abs(skew)), advice: words.skewAdvice },
    { holds: missing > 0, summary: words.lost(missing), advice: unsafeAdvice ?? words.lostAdvice },
    { holds: look === 'wait', summary: words.wait, advice: unsafeAdvice },
    { holds: true, summary: words.good, advice: null },
  ].find(({ holds }) => holds)!;
  return {
    id: 'store',
    title: words.title,
    look,
    summary: said.summary,
    advice: said.advice,
    facts: [
      { label: words.host, value: host },
      {
        label: words.compared,
        value: comparison === null ? words.neverCompared : formatAgo(comparison.at, now),
        meaning: words.comparedMeaning,
      },
      ...(capabilities === null
        ? []
        : abilities.map((name) => ({
            label: words.abilities[name].label,
            value: capabilities[name] ? words.yes : words.no,
            meaning: capabilities[name] ? words.abilities[name].yes : words.abilities[name].no,
          }))),
    ],
    warnings,
  };
}

function describeWorker({ worker }: SystemStatus, now: Date): StatusPart {
  const words = texts.worker;
  const { isAlive, lastSeenAt } = worker;
  return {
    id: 'worker',
    title: words.title,
    look: isAlive ? 'good' : 'bad',
    summary: isAlive ? words.good : lastSeenAt === null ? words.never : words.bad,
    advice: isAlive ? null : words.advice,
    facts: lastSeenAt === null ? [] : [{ label: words.lastSeen, value: formatAgo(lastSeenAt, now) }],
    warnings: [],
  };
}

function describeScanner({ scanner, held, worker }: SystemStatus): StatusPart {
  const words = texts.scanner;
  const heldFact = {
    label: words.held,
    value: held > maxHeld ? words.more(maxHeld) : held.toLocaleString('en'),
  };
  const base = {
    id: 'scanner' as const,
    title: words.title,
    warnings: [
      ...(scanner?.gaps ?? []).map((gap) => (Object.hasOwn(words.gaps, gap) ? words.gaps[gap]! : gap)),
      ...(held > 0 ? [words.waiting(held)] : []),
    ],
  };
  if (scanner === null)
    return { ...base, look: 'plain', summary: words.none, advice: words.advice, facts: [heldFact] };
  const { isReachable, isRequired, engine, database, maxBytes } = scanner;
  const isGone = isReachable === false;
  return {
    ...base,
    look: isGone ? 'bad' : isReachable === null || base.warnings.length > 0 ? 'wait' : 'good',
    summary: isGone
      ? isRequired
        ? words.gone
        : words.goneUnrequired
      : isReachable === null
        ? words.unknown
        : isRequired
          ? words.good
          : words.unrequired,
    advice: isGone ? words.goneAdvice : worker.isAlive ? null : words.unknownAdvice,
    facts: [
      ...(engine === null ? [] : [{ label: words.engine, value: engine }]),
      ...(database === null
        ? []
        : [{ label: words.database, value: database === '' ? words.noDatabase : database }]),
      { label: words.maxBytes, value: formatBytes(maxBytes), meaning: words.maxBytesMeaning(isRequired) },
      heldFact,
    ],
  };
}

function describePreviews({ worker: { abilities } }: SystemStatus): StatusPart {
  const words = texts.previews;
  const { containment, tools } = abilities ?? {};
  const missing = (['hasPdfPages', 'hasPdfText', 'hasMedia', 'hasHeic', 'hasOffice'] as const).filter(
    (name) => tools?.[name] === false,
  );
  const names = [
    'hasNoNetwork',
    'hasOwnProcesses',
    'hasOwnFiles',
    'hasMemoryLimit',
    'endsWithWorker',
  ] as const;
  const isContained = containment === undefined || names.every((name) => containment[name]);
  return {
    id: 'previews',
    title: words.title,
    look: containment === undefined ? 'plain' : isContained ? 'good' : 'wait',
    summary: containment === undefined ? words.unknown : isContained ? words.good : words.open,
    advice: isContained ? null : words.advice,
    facts:
      containment === undefined
        ? []
        : names.map((name) => ({
            label: words.walls[name].label,
            value: containment[name] ? words.yes : words.no,
            meaning: containment[name] ? words.walls[name].yes : words.walls[name].no,
          })),
    warnings: missing.map((name) => words.missing[name]),
  };
}

function describeQueue({ queue, worker }: SystemStatus): StatusPart {
  const words = texts.queue;
  const { waiting, running, scheduled, failed, oldestSeconds } = queue;
  const isLate = oldestSeconds !== null && oldestSeconds > lateSeconds;
  const late = isLate ? words.late(formatDuration(oldestSeconds)) : null;
  return {
    id: 'queue',
    title: words.title,
    look: failed > 0 || isLate ? 'wait' : 'good',
    summary: failed > 0 ? words.failed(failed) : (late ?? (waiting > 0 ? words.busy(waiting) : words.good)),
    advice:
      failed > 0
        ? words.failedAdvice
        : isLate
          ? worker.isAlive
            ? words.lateAdvice
            : words.noWorkerAdvice
          : null,
    facts: [
      { label: words.waiting, value: String(waiting) },
      { label: words.running, value: String(running) },
      { label: words.scheduled, value: String(scheduled) },
      { label: words.failedLabel, value: String(failed) },
      ...(oldestSeconds === null ? [] : [{ label: words.oldest, value: formatDuration(oldestSeconds) }]),
    ],
    warnings: [],
  };
}

function describeDisk({ disk }: SystemStatus): StatusPart {
  const words = texts.disk;
  if (disk === null)
    return {
      id: 'disk',
      title: words.title,
      look: 'plain',
      summary: words.unknown,
      advice: null,
      facts: [],
      warnings: [],
    };
  const share = disk.totalBytes === 0 ? 1 : disk.freeBytes / disk.totalBytes;
  const look: PartLook = share < lowDisk.bad ? 'bad' : share < lowDisk.wait ? 'wait' : 'good';
  return {
    id: 'disk',
    title: words.title,
    look,
    summary: words.free(formatBytes(disk.freeBytes), formatBytes(disk.totalBytes)),
    advice: look === 'good' ? null : words.advice,
    facts: [],
    warnings: [],
  };
}

function describeAudit({ audit }: SystemStatus): StatusPart {
  const words = texts.audit;
  const isBehind = audit.unsealed > manyUnsealed;
  return {
    id: 'audit',
    title: words.title,
    look: isBehind ? 'wait' : 'good',
    summary: isBehind ? words.behind : words.good,
    advice: isBehind ? words.advice : null,
    facts: [
      { label: words.sealed, value: audit.sealed.toLocaleString('en') },
      { label: words.unsealed, value: audit.unsealed.toLocaleString('en') },
    ],
    warnings: [],
  };
}

function describeMail({ mail }: SystemStatus, now: Date): StatusPart {
  const words = texts.mail;
  const { isConfigured, host, lastSentAt, lastFailureAt } = mail;
  const isFailing = lastFailureAt !== null && (lastSentAt === null || lastSentAt < lastFailureAt);
  const fact = (label: string, at: string | null) =>
    at === null ? [] : [{ label, value: formatAgo(at, now) }];
  return {
    id: 'mail',
    title: words.title,
    look: isFailing ? 'wait' : isConfigured ? 'good' : 'plain',
    summary: isFailing ? words.failing : isConfigured ? words.good : words.none,
    advice: isFailing ? words.failingAdvice : isConfigured ? null : words.advice,
    facts: [
      ...(host === null ? [] : [{ label: words.host, value: host }]),
      ...fact(words.lastSent, lastSentAt),
      ...fact(words.lastFailure, lastFailureAt),
    ],
    warnings: [],
  };
}

function describeVersions({ versions }: SystemStatus): StatusPart {
  const words = texts.versions;
  const names: Readonly<Record<string, string>> = words.names;
  return {
    id: 'versions',
    title: words.title,
    look: 'good',
    summary: words.summary,
    advice: null,
    facts: Object.entries(versions).flatMap(([name, value]) =>
      value === null ? [] : [{ label: Object.hasOwn(names, name) ? names[name]! : name, value }],
    ),
    warnings: [],
  };
}

const order: Readonly<Record<PartLook, number>> = { bad: 0, wait: 1, plain: 2, good: 2 };

/** Every part in words, what needs somebody first. */
export function describeStatus(status: SystemStatus, now: Date): StatusPart[] {
  const parts = [
    describeDatabase(status),
    describeStore(status, now),
    describeWorker(status, now),
    describeScanner(status),
    describePreviews(status),
    describeQueue(status),
    describeAudit(status),
    describeDisk(status),
    describeMail(status, now),
    describeVersions(status),
  ];
  return parts.sort((a, b) => order[a.look] - order[b.look]);
}
