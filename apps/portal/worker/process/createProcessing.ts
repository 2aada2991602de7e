import { randomBytes } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { createPostgresRecords } from 'valetkey/postgres';
import type { BucketClient } from 'valetkey/s3';
import type { DerivativeMaker, UploadRecord, ValetKey } from 'valetkey/server';
import { extractionKind } from '@/shared/extractions';
import {
  createProcessorRecords,
  judgeOutput,
  type RunKey,
  type RunNeeds,
  type RunResult,
  type RunUpload,
} from '@/shared/processor-runs/index.server';
import { derivativeName, type Processor } from '@/shared/processors/index.server';
import type { Containment } from '../containment/createContainment';
import type { HandOff } from './createHandOff';
import { type ProcessorOutcome, runProcessor } from './runProcessor';

export type ProcessingOptions = {
  pool: Pool;
  processors: readonly Processor[];
  containment: Pick<Containment, 'inFolder'>;
  /** The bundle that has the processors. */
  program: string;
  /** Of versions that are available. */
  reader: Pick<BucketClient, 'getObject'>;
  valetKey: Pick<ValetKey, 'derive'>;
  /** What makes the portal's own derivatives, which others may wait for. */
  makers: readonly Pick<DerivativeMaker, 'plan'>[];
  /** Tells who works elsewhere that there is a version to work on. */
  handOff: HandOff;
  clock: () => Date;
  logger: Pick<Logger, 'info'>;
};

/** A processor that broke. The job fails with it, is tried again, and in the end is for an administrator to look at. */
export class ProcessorFailed extends Error {
  override readonly name = 'ProcessorFailed';
}

export type Processing = {
  /**
   * Makes one attempt at one run. Rejects when the processor broke, or when store or database are away. The run of one that broke has
   * failed with its last attempt only: what waits for it would be done without it, though the next attempt may succeed.
   */
  process: (
    key: RunKey,
    attempt: { signal: AbortSignal; requestId: string; isLastAttempt: boolean },
  ) => Promise<void>;
  /** Ends runs whose answer did not come in time. */
  endExpired: (now: Date, requestId: string) => Promise<void>;
};

const after = (prefix: string, needs: readonly string[]) =>
  needs.flatMap((need) => (need.startsWith(prefix) ? [need.slice(prefix.length)] : []));

/** What is true of a text of that type. Pictures are looked into. */
async function isOfType(bytes: Uint8Array, contentType: string): Promise<boolean> {
  if (contentType.startsWith('image/')) return (await fileTypeFromBuffer(bytes))?.mime === contentType;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (contentType === 'application/json') JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The worker's part of processors: whose turn it is, what they are given, and what counts of what they answer. */
export function createProcessing(options: ProcessingOptions): Processing {
  const { pool, processors, containment, program, reader, valetKey, makers, handOff, clock, logger } =
    options;
  const records = createProcessorRecords({ pool, clock });
  const { findExtraction, findDerivatives } = createPostgresRecords({ pool });

  function needsOf(processor: Processor, { contentType }: RunUpload): RunNeeds {
    // What nobody makes of such a file is not waited for.
    const planned = makers.flatMap((maker) => maker.plan({ contentType } as UploadRecord));
    return {
      hasExtraction: processor.needs.includes('extraction') && extractionKind(contentType) !== null,
      derivatives: after('derivative:', processor.needs).filter((name) =>
        planned.some((one) => one.name === name),
      ),
      processors: after('processor:', processor.needs),
    };
  }

  async function run(
    processor: Processor,
    upload: RunUpload,
    signal: AbortSignal,
  ): Promise<ProcessorOutcome> {
    const isExtractionNeeded = processor.needs.includes('extraction');
    const extraction = isExtractionNeeded ? await findExtraction({ uploadId: upload.id }) : null;
    return runProcessor({
      processor,
      task: {
        processor: processor.name,
        file: {
          version: upload.version,
          profile: upload.profile,
          contentType: upload.contentType,
          sizeBytes: upload.size,
          name: processor.readsName ? upload.name : null,
        },
        extracted: extraction?.extracted ?? null,
        results: await records.readResults(upload.id, after('processor:', processor.needs)),
      },
      read: async () => (await reader.getObject({ key: upload.objectKey, signal })).body,
      containment,
      program,
      signal,
    });
  }

  /** Keeps derivatives by the road of all others: claimed, stored, recorded with the event that other systems are told. */
  async function keepDerivatives(
    processor: Processor,
    { upload, made }: { upload: RunUpload; made: ReadonlyMap<string, Buffer> },
    attempt: { signal: AbortSignal; requestId: string },
  ): Promise<void> {
    // Where there was nothing to make there is nothing to show; what an attempt that died has begun is ended.
    const begun = await findDerivatives({ uploadIds: [upload.id] });
    const planned = Object.entries(processor.derivatives)
      .map(([name, contentType]) => ({
        name: derivativeName(processor.name, name),
        contentType,
        body: made.get(name),
      }))
      .filter(({ name, body }) => body !== undefined || begun.some((one) => one.name === name));
    if (planned.length === 0) return;
    await valetKey.derive(
      upload.id,
      {
        plan: () => planned.map(({ name, contentType }) => ({ name, contentType })),
        make: async ({ names }) =>
          planned.flatMap(({ body, ...one }) =>
            !names.has(one.name)
              ? []
              : [
                  body === undefined
                    ? { ...one, state: 'not_available', reason: 'not_made' }
                    : { ...one, body: new Uint8Array(body) },
                ],
          ),
      },
      attempt,
    );
  }

  async function judge(
    processor: Processor,
    outcome: ProcessorOutcome,
  ): Promise<RunResult | { broken: string }> {
    switch (outcome.outcome) {
      case 'limit':
        return { state: 'failed', reason: outcome.word };
      case 'refused':
        return { state: 'failed', reason: outcome.word };
      case 'threw':
        return { broken: `${outcome.error}${outcome.at === '' ? '' : ` at ${outcome.at}`}` };
      case 'done':
    }
    for (const [name, bytes] of outcome.made)
      if (!(await isOfType(bytes, processor.derivatives[name]!)))
        return { broken: `the derivative ${name} is not what it is said to be` };
    return judgeOutput(processor, outcome.output);
  }

  /** Leaves what this worker has no processor for to who has it. `false` when nobody has. */
  async function passOn(key: RunKey): Promise<boolean> {
    const registered = await records.findRegistered(key.processor);
    if (registered === null) return false;
    // It was registered by a worker of a newer build, which is to do it.
    if (registered === key.version)
      throw new Error(`This worker has no version ${key.version} of the processor ${key.processor}.`);
    await records.renew(key);
    return true;
  }

  /** Gives the version into the hands of another system. That it did not take it is tried again. */
  async function handOver(
    processor: Processor,
    work: { key: RunKey; upload: RunUpload; attemptId: string; signal: AbortSignal },
  ): Promise<void> {
    const { key, upload, attemptId, signal } = work;
    const token = `vkp_${randomBytes(32).toString('base64url')}`;
    const expiresAt = new Date(clock().getTime() + (processor.handOff?.hours ?? 1) * 60 * 60 * 1_000);
    // First, because the answer may be quicker than we are.
    if (!(await records.handOver(key, attemptId, { token, expiresAt }))) return;
    const problem = await handOff.send({ processor, upload, attemptId, token, expiresAt, signal });
    if (problem !== null)
      throw new ProcessorFailed(`The system of the processor ${processor.name} did not take it: ${problem}`);
  }

  return {
    async endExpired(now, requestId) {
      for (const { key, attemptId } of await records.findExpired(now))
        await records.finish(
          key,
          { attemptId, requestId },
          { state: 'failed', reason: 'hand_off_expired' },
          [],
        );
    },

    async process(key, { signal, requestId, isLastAttempt }) {
      const attempt = { attemptId: randomBytes(16).toString('hex'), requestId };
      const processor = processors.find(
        ({ name, version }) => name === key.processor && version === key.version,
      );
      if (processor === undefined && (await passOn(key))) return;
      const upload = await records.begin(key, attempt.attemptId, (found) =>
        processor === undefined
          ? { hasExtraction: false, derivatives: [], processors: [] }
          : needsOf(processor, found),
      );
      if (upload === null) return;
      if (processor === undefined) {
        await records.finish(key, attempt, { state: 'not_available', reason: 'processor_retired' }, []);
        return;
      }
      if (processor.handOff !== null) {
        await handOver(processor, { key, upload, attemptId: attempt.attemptId, signal });
        return;
      }
      const outcome = await run(processor, upload, signal);
      if ('logs' in outcome)
        for (const { word, figures } of outcome.logs)
          logger.info({ requestId, processor: processor.name, word, figures }, 'processor says');
      if (outcome.outcome === 'limit')
        logger.info({ requestId, processor: processor.name, word: outcome.word }, 'processor met a limit');
      const result = await judge(processor, outcome);
      if ('broken' in result) {
        if (isLastAttempt)
          await records.finish(key, attempt, { state: 'failed', reason: 'processor_failed' }, []);
        throw new ProcessorFailed(`The processor ${processor.name} failed: ${result.broken}`);
      }
      if (outcome.outcome === 'done' && Object.keys(processor.derivatives).length > 0)
        await keepDerivatives(processor, { upload, made: outcome.made }, { signal, requestId });
      await records.finish(key, attempt, result, 'events' in outcome ? outcome.events : []);
    },
  };
}
