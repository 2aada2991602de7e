import { ValetKeyError } from '../../protocol/index.ts';
import { createBucketClient, probeStore, type StoreCapabilities, type StoreConfig } from '../../s3/index.ts';
import { createAskStore, type Outside } from '../bucket/askStore.ts';
import { createKeyring } from '../bucket/createKeyring.ts';
import { planRemedies, type Remedy } from '../bucket/planRemedies.ts';
import { type BucketState, readBucketState } from '../bucket/readBucketState.ts';
import { tryWriting } from '../bucket/tryWriting.ts';
import type { Progress } from '../createProgress.ts';
import { checkAccess } from './checkAccess.ts';
import { checkCapabilities } from './checkCapabilities.ts';
import { checkCors } from './checkCors.ts';
import { checkEndpoints } from './checkEndpoints.ts';
import { checkLifecycle } from './checkLifecycle.ts';
import { checkNetwork } from './checkNetwork.ts';
import { checkPrivacy } from './checkPrivacy.ts';
import { checkWriting } from './checkWriting.ts';
import { type Examination, type Finding, finding } from './Finding.ts';
import { tryUnsignedHeaders } from './tryUnsignedHeaders.ts';

export type StoreReport = {
  findings: Finding[];
  remedies: Remedy[];
  /** Absent where the store could not be tried. */
  capabilities?: StoreCapabilities | null;
};

const isUnreachable = (findings: readonly Finding[]) =>
  findings.some(({ id, severity }) => severity === 'error' && (id === 'dns' || id.startsWith('tls.')));

async function examineBucket(examination: Examination, progress: Progress): Promise<Finding[]> {
  const findings: Finding[] = [];
  const parts: [string, () => Finding[] | Promise<Finding[]>][] = [
    ['trying to read and write as nobody', () => checkPrivacy(examination)],
    [
      'trying what the store enforces',
      async () => {
        const { config, outside } = examination;
        const [{ capabilities }, executed] = await Promise.all([
          probeStore(config, { fetch: outside.fetch, clock: outside.clock, signal: outside.signal }),
          tryUnsignedHeaders(examination),
        ]);
        examination.capabilities = capabilities;
        examination.executedHeaders = executed;
        return checkCapabilities(examination);
      },
    ],
    ['asking as a browser would', () => checkCors(examination)],
    ['reading the lifecycle', () => checkLifecycle(examination)],
    ['reading through the public endpoint', () => checkEndpoints(examination)],
  ];
  for (const [text, run] of parts) {
    progress.say(text);
    examination.outside.signal.throwIfAborted();
    try {
      findings.push(...(await run()));
    } catch (error) {
      examination.outside.signal.throwIfAborted();
      if (!(error instanceof ValetKeyError)) throw error;
      findings.push(
        finding('error', 'store.refusal', {
          what: `While ${text}: ${error.message}`,
          why: 'That part could not be looked at.',
          fix: 'Mend what is named, and run the doctor again.',
        }),
      );
    }
  }
  return findings;
}

/** Everything about a store that can be asked from here, in the order in which one thing rests on another. */
export async function examineStore(input: {
  config: StoreConfig;
  origins: readonly string[];
  outside: Outside;
  progress: Progress;
}): Promise<StoreReport> {
  const { config, origins, outside, progress } = input;
  progress.say('looking up names and certificates');
  const network = await checkNetwork(config, outside.signal);
  if (isUnreachable(network)) return { findings: network, remedies: [] };
  progress.say('asking the store');
  const ask = createAskStore(config, outside);
  const access = await checkAccess(config, ask, outside.clock).catch((error: unknown) => {
    outside.signal.throwIfAborted();
    if (!(error instanceof ValetKeyError)) throw error;
    return {
      findings: [
        finding('error', 'store.unreachable', {
          what: error.message,
          why: 'Nothing further can be said.',
          fix: 'Check that the store runs, and that S3_ENDPOINT names its host and port.',
        }),
      ],
      exists: false,
      isUsable: false,
    };
  });
  const findings = [...network, ...access.findings];
  const isMissing = access.findings.some(({ remedy }) => remedy === 'bucket');
  if (!access.isUsable && !isMissing) return { findings, remedies: [] };
  const state: BucketState = await readBucketState(ask, access.exists);
  const isWritable = isMissing || (await tryWriting(config, outside));
  const remedies = planRemedies({ config, origins, state, isWritable, ask, outside });
  if (isMissing) return { findings, remedies };
  findings.push(...checkWriting(state, isWritable));
  if (!isWritable) return { findings, remedies };
  const { newKey, keys } = createKeyring();
  const examination: Examination = {
    config,
    origins,
    state,
    ask,
    outside,
    newKey,
    capabilities: null,
    executedHeaders: [],
  };
  try {
    findings.push(...(await examineBucket(examination, progress)));
  } finally {
    progress.say('removing what was tried with');
    // Also after Ctrl-C: what the doctor made goes.
    const client = createBucketClient(config, { fetch: outside.fetch, clock: outside.clock });
    await Promise.allSettled(keys.map((key) => client.deleteObject({ key })));
  }
  return { findings, remedies, capabilities: examination.capabilities };
}
