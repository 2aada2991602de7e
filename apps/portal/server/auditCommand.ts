import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Pool } from 'pg';
import { type AuditChainReport, createAuditTrail, verifyAuditChain } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import { publicKeyOf, readSignedHead, readSigningKey, signHead } from '@/shared/audit-proof/index.server';

export type AuditCommand = {
  pool: Pool;
  /** `verify`, or `sign` and the file to write. */
  args: readonly string[];
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

/** Verifies, and for `sign` writes the end of what was verified. What it found, and whether all is well. */
export async function runAuditCommand(command: AuditCommand): Promise<{ text: string; isValid: boolean }> {
  const { pool, args, from, folder, clock, requestId } = command;
  const target = args[0] === 'sign' ? path.resolve(folder, args[1] ?? '') : null;
  const key = target === null ? null : demandKey(command.signingKey);
  const saved = await readSaved(command);
  const report = await verifyAuditChain(pool, {
    ...(saved && { saved: { sealed: saved.sealed, head: saved.head } }),
    isFromSaved: from !== undefined,
  });
  const { isValid, sealed, unsealed, head, firstBreak } = report;
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
    ...(saved ? [`It still has the head of ${saved.at}, after event ${saved.sealed}.`] : []),
    ...(from === undefined ? [] : [`What came before that was not read again.`]),
    `Head: ${head ?? 'none yet'}`,
  ];
  if (target === null || key === null) {
    await record('audit.verified');
    return { isValid, text: `${lines.join('\n')}\n` };
  }
  if (head === null)
    throw new ValetKeyError('INVALID_STATE', 'Nothing is sealed yet; there is no head to sign.');
  const signed = signHead({ sealed, head, at: clock() }, key);
  // Never over another one: an older head proves more.
  await writeFile(target, `${JSON.stringify(signed, null, 2)}\n`, { flag: 'wx', mode: 0o644 });
  await record('audit.head_signed');
  return {
    isValid,
    text: `${[...lines, `Signed into ${target}. Keep it elsewhere.`, `Public key: ${signed.publicKey}`].join('\n')}\n`,
  };
}
