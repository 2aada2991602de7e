import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Pool } from 'pg';
import {
  type AuditChainReport,
  type AuditCheckpoint,
  createAuditTrail,
  pruneAuditEvents,
  verifyAuditChain,
} from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import {
  isCheckpointSigned,
  publicKeyOf,
  readSignedHead,
  readSigningKey,
  signCheckpoint,
  signHead,
} from '@/shared/audit-proof/index.server';
import { readAuditDays } from '@/shared/settings/index.server';

export type AuditCommand = {
  pool: Pool;
  /** Connections of the login that migrates: no other prunes. */
  owner?: Pool;
  /** `verify`, or `sign` and the file to write, or `prune` and the same. */
  args: readonly string[];
  /** Days for `prune`; what the settings say unless said otherwise. */
  olderThan?: string;
  /** A signed head that the chain must still have. */
  head?: string;
  /** The same, from which verifying begins. */
  from?: string;
  /** Of who signed the given head; the key of this system unless said otherwise. */
  publicKey?: string;
  signingKey: string | undefined;
  /** Where paths start. */
  folder: string;
  clock: () => Date;
  requestId: string;
};

const problems: Record<NonNullable<AuditChainReport['firstBreak']>['problem'], string> = {
  'seal missing': 'a seal is missing',
  'event missing': 'an event is missing',
  'event changed': 'an event was changed after it was written',
  'chain changed': 'the chain itself was changed',
  'personal text changed': 'the reason that somebody gave was changed',
  'end missing': 'the end of the chain was cut off: it is shorter than when the head was signed',
  'checkpoint changed':
    'the checkpoint behind which old events were cut off is not signed with a trusted key',
  'kept event missing': 'an event that was kept for legal reasons is missing',
};

function demandKey(text: string | undefined) {
  if (text === undefined)
    throw new ValetKeyError(
      'INVALID_OPTION',
      'With a database of your own the signing key comes from the environment: set AUDIT_SIGNING_KEY (32 random bytes in base64url).',
    );
  return readSigningKey(text);
}

async function readSaved({ head, from, publicKey, signingKey, folder }: AuditCommand) {
  const file = from ?? head;
  if (file === undefined) return undefined;
  const trusted = publicKey ?? publicKeyOf(demandKey(signingKey));
  return readSignedHead(await readFile(path.resolve(folder, file), 'utf8'), trusted);
}

/** Keys that a checkpoint may be signed with. */
function trustedKeys({ publicKey, signingKey }: AuditCommand): string[] {
  if (publicKey === undefined) return [publicKeyOf(demandKey(signingKey))];
  return [publicKey, ...(signingKey === undefined ? [] : [publicKeyOf(readSigningKey(signingKey))])];
}

const dayMs = 86_400_000;
const minDays = 90;

/** Cuts off what is older than the days say, behind a checkpoint that is signed and written to a file before it is final. */
async function prune(command: AuditCommand, target: string): Promise<string[]> {
  const { pool, owner, olderThan, clock, requestId } = command;
  if (owner === undefined)
    throw new ValetKeyError(
      'INVALID_OPTION',
      'Pruning needs the login that migrates: set DATABASE_MIGRATION_URL.',
    );
  const key = demandKey(command.signingKey);
  const days = olderThan === undefined ? await readAuditDays(pool) : Number(olderThan);
  if (days === null)
    throw new ValetKeyError(
      'INVALID_OPTION',
      'The settings keep all events. Set there how long they are kept, or say --older-than DAYS.',
    );
  if (!Number.isInteger(days) || days < minDays)
    throw new ValetKeyError('INVALID_OPTION', `--older-than must be a whole number of days from ${minDays}.`);
  const now = clock();
  const done = await pruneAuditEvents(owner, {
    before: new Date(now.getTime() - days * dayMs),
    at: now,
    requestId,
    sign: (facts) => signCheckpoint(facts, key),
    onCheckpoint: ({ position, head }) =>
      writeHead(target, signHead({ sealed: position, head, at: now }, key)),
  });
  if (done === null) return [`Nothing is older than ${days} days; nothing was removed.`];
  const { checkpoint, pruned } = done;
  return [
    `${pruned} events from before ${checkpoint.eventsBefore} were removed; ${checkpoint.kept} stay because of legal holds.`,
    `The chain begins after event ${checkpoint.position} now. That place is signed into ${target}: keep it elsewhere.`,
  ];
}

/** Never over another file: an older head proves more. */
async function writeHead(target: string, head: object): Promise<void> {
  try {
    await writeFile(target, `${JSON.stringify(head, null, 2)}\n`, { flag: 'wx', mode: 0o644 });
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new ValetKeyError(
      'INVALID_OPTION',
      isTaken
        ? 'There is a file of this name already; give another one.'
        : `${target} cannot be written: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

const describeCheckpoint = ({ position, kept, at }: AuditCheckpoint) =>
  `It begins after event ${position}: what was older was removed on ${at}, which is signed. Of that ${kept} events stayed, and are intact.`;

/** Verifies, for `sign` writes the end of what was verified, and for `prune` cuts its beginning off. What it found, and whether all is well. */
export async function runAuditCommand(command: AuditCommand): Promise<{ text: string; isValid: boolean }> {
  const { pool, args, from, folder, clock, requestId } = command;
  const target = args[0] === 'verify' ? null : path.resolve(folder, args[1] ?? '');
  const key = target === null ? null : demandKey(command.signingKey);
  const saved = await readSaved(command);
  const report = await verifyAuditChain(pool, {
    ...(saved && { saved: { sealed: saved.sealed, head: saved.head } }),
    isFromSaved: from !== undefined,
    isCheckpointSigned: (checkpoint) => isCheckpointSigned(checkpoint, trustedKeys(command)),
  });
  const { isValid, sealed, unsealed, head, firstBreak, checkpoint, isSavedPruned } = report;
  const record = (action: string) =>
    createAuditTrail({ pool }).record([
      {
        at: clock(),
        actor: { type: 'system', id: 'command-line' },
        action,
        fileId: null,
        version: null,
        purpose: null,
        reason: null,
        requestId,
        details: { isValid, sealed, unsealed, head },
      },
    ]);
  if (firstBreak !== null) {
    await record('audit.verified');
    const where =
      firstBreak.position === null ? 'among unsealed events' : `at position ${firstBreak.position}`;
    const which = firstBreak.eventId === null ? '' : ` (event ${firstBreak.eventId})`;
    return { isValid, text: `BROKEN: ${problems[firstBreak.problem]}, ${where}${which}.\n` };
  }
  const lines = [
    `The audit trail is intact: ${sealed} events are sealed, ${unsealed} wait to be.`,
    ...(checkpoint === null ? [] : [describeCheckpoint(checkpoint)]),
    ...(saved && isSavedPruned
      ? [`The head of ${saved.at} lies before that, and there is nothing left to compare it with.`]
      : []),
    ...(saved && !isSavedPruned
      ? [`It still has the head of ${saved.at}, after event ${saved.sealed}.`]
      : []),
    ...(from === undefined || isSavedPruned ? [] : [`What came before that was not read again.`]),
    `Head: ${head ?? 'none yet'}`,
  ];
  if (target === null || key === null) {
    await record('audit.verified');
    return { isValid, text: `${lines.join('\n')}\n` };
  }
  if (head === null)
    throw new ValetKeyError('INVALID_STATE', 'Nothing is sealed yet; there is no head to sign.');
  if (args[0] === 'prune') return { isValid, text: `${(await prune(command, target)).join('\n')}\n` };
  const signed = signHead({ sealed, head, at: clock() }, key);
  await writeHead(target, signed);
  await record('audit.head_signed');
  return {
    isValid,
    text: `${[...lines, `Signed into ${target}. Keep it elsewhere.`, `Public key: ${signed.publicKey}`].join('\n')}\n`,
  };
}
