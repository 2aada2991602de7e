import 'server-only';
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ValetKeyError } from 'valetkey/protocol';
import { z } from 'zod';

const format = 'valetkey-audit-head-1';
/** What DER puts before the 32 bytes of an Ed25519 key (RFC 8410). */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

const signedHead = z.strictObject({
  format: z.literal(format),
  sealed: z.int().min(1),
  head: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  publicKey: z.string().regex(/^[\w-]{43}$/),
  signature: z.string().regex(/^[\w-]{86}$/),
});

/** The end of the audit chain at a moment, as somebody keeps it outside of the system. */
export type SignedHead = z.infer<typeof signedHead>;

const signedText = ({ sealed, head, at }: Pick<SignedHead, 'sealed' | 'head' | 'at'>) =>
  Buffer.from(`${format}\n${sealed}\n${head}\n${at}\n`, 'utf8');

/** The key behind 32 secret bytes in base64url. */
export function readSigningKey(text: string): KeyObject {
  if (!/^[\w-]{43}$/.test(text))
    throw new ValetKeyError(
      'INVALID_OPTION',
      'AUDIT_SIGNING_KEY must be 32 random bytes as 43 characters of base64url. Make one: openssl rand 32 | basenc --base64url | tr -d =',
    );
  const seed = Buffer.from(text, 'base64url');
  return createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' });
}

/** Its public half, 32 bytes in base64url: what others compare. */
export function publicKeyOf(key: KeyObject): string {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return der.subarray(publicPrefix.length).toString('base64url');
}

/** Whether the text was signed with this key; no key and no signature fits nothing. */
export function isSignedBy(publicKey: string, text: Buffer, signature: string): boolean {
  if (!/^[\w-]{43}$/.test(publicKey) || !/^[\w-]{86}$/.test(signature)) return false;
  const der = Buffer.concat([publicPrefix, Buffer.from(publicKey, 'base64url')]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return verify(null, text, key, Buffer.from(signature, 'base64url'));
}

export function signHead(
  { sealed, head, at }: { sealed: number; head: string; at: Date },
  key: KeyObject,
): SignedHead {
  const facts = { sealed, head, at: at.toISOString() };
  return {
    format,
    ...facts,
    publicKey: publicKeyOf(key),
    signature: sign(null, signedText(facts), key).toString('base64url'),
  };
}

/** The head that is in a file, when the file is what was signed with the key; `INVALID_OPTION` otherwise. */
export function readSignedHead(text: string, trustedKey: string): SignedHead {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Refused below, with everything else that is no such file.
  }
  const parsed = signedHead.safeParse(value);
  if (!parsed.success)
    throw new ValetKeyError('INVALID_OPTION', 'This file is no signed head of an audit chain.');
  const head = parsed.data;
  if (head.publicKey !== trustedKey)
    throw new ValetKeyError(
      'INVALID_OPTION',
      `This head is signed with the key ${head.publicKey}, and the trusted one is ${trustedKey}. If that other key was yours, name it with --public-key.`,
    );
  if (!isSignedBy(trustedKey, signedText(head), head.signature))
    throw new ValetKeyError('INVALID_OPTION', 'The signature does not fit: this file was changed.');
  return head;
}
