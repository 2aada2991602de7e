import 'server-only';
import { type KeyObject, sign } from 'node:crypto';
import type { AuditCheckpoint, CheckpointFacts } from 'valetkey/postgres';
import { isSignedBy, publicKeyOf } from './signedHead';

const signedText = ({ position, head, kept, keptHash, eventsBefore, at }: CheckpointFacts) =>
  Buffer.from(
    `valetkey-audit-checkpoint-1\n${position}\n${head}\n${kept}\n${keptHash}\n${eventsBefore}\n${at}\n`,
    'utf8',
  );

/** Signs where old events are cut off the audit chain. */
export function signCheckpoint(
  facts: CheckpointFacts,
  key: KeyObject,
): Pick<AuditCheckpoint, 'publicKey' | 'signature'> {
  return { publicKey: publicKeyOf(key), signature: sign(null, signedText(facts), key).toString('base64url') };
}

/**
 * Whether it says what was signed, with one of these keys. Without a key to trust it only shows that nobody changed it who could not sign:
 * whoever owns the database may have put another one there, with a key of their own.
 */
export function isCheckpointSigned(
  checkpoint: AuditCheckpoint,
  trustedKeys: readonly string[] = [checkpoint.publicKey],
): boolean {
  const { publicKey, signature } = checkpoint;
  return trustedKeys.includes(publicKey) && isSignedBy(publicKey, signedText(checkpoint), signature);
}
