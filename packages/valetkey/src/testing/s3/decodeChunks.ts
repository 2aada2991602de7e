import { createHash } from 'node:crypto';
import type { PayloadProof } from './authenticate.ts';
import { StoreError } from './StoreError.ts';
import { hmac, scopeText, sha256Hex, signaturesMatch } from './sigV4.ts';

const emptyHash = sha256Hex('');
const lineLimit = 8 * 1024;

type Signed = NonNullable<Extract<PayloadProof, { kind: 'chunks' }>['signed']>;

/** Reads lines and counted bytes from a stream of buffers. */
function createReader(source: AsyncIterable<Buffer>) {
  const iterator = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const { value, done } = await iterator.next();
    if (done) return false;
    held = held.length ? Buffer.concat([held, value]) : value;
    return true;
  };
  return {
    async line(): Promise<string> {
      let end = held.indexOf('\r\n');
      while (end === -1) {
        if (held.length > lineLimit)
          throw new StoreError('InvalidRequest', 'A line of the chunked body is too long.');
        if (!(await more())) throw new StoreError('IncompleteBody');
        end = held.indexOf('\r\n');
      }
      const line = held.toString('latin1', 0, end);
      held = held.subarray(end + 2);
      return line;
    },
    async *bytes(count: number): AsyncGenerator<Buffer> {
      let left = count;
      while (left > 0) {
        if (held.length === 0 && !(await more())) throw new StoreError('IncompleteBody');
        const piece = held.subarray(0, left);
        held = held.subarray(piece.length);
        left -= piece.length;
        if (piece.length > 0) yield piece;
      }
    },
    async atEnd(): Promise<boolean> {
      while (held.length === 0) if (!(await more())) return true;
      return false;
    },
  };
}

function chunkSignature(signed: Signed, previous: string, dataHash: string): string {
  const text = [
    'AWS4-HMAC-SHA256-PAYLOAD',
    signed.amzDate,
    scopeText(signed.scope),
    previous,
    emptyHash,
    dataHash,
  ];
  return hmac(signed.key, text.join('\n')).toString('hex');
}

/**
 * Takes the framing of `aws-chunked` off, verifying chunk signatures where the request announced them. `trailers` is filled
 * when the last byte was read. A chunk is handed on before its signature is known: the caller must not keep anything when
 * this throws.
 */
export async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  proof: Extract<PayloadProof, { kind: 'chunks' }>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = createReader(source);
  const { signed } = proof;
  let previous = signed?.seed ?? '';
  for (;;) {
    const header = await reader.line();
    const match = /^([0-9a-f]{1,13})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(header);
    if (!match) throw new StoreError('InvalidRequest', 'The chunked body is malformed.');
    if (signed && !match[2]) throw new StoreError('AccessDenied', 'A chunk has no signature.');
    const size = Number.parseInt(match[1]!, 16);
    const hash = signed ? createHash('sha256') : null;
    for await (const piece of reader.bytes(size)) {
      hash?.update(piece);
      yield piece;
    }
    if (signed && hash) {
      const expected = chunkSignature(signed, previous, hash.digest('hex'));
      if (!signaturesMatch(expected, match[2]!)) throw new StoreError('SignatureDoesNotMatch');
      previous = expected;
    }
    if (size === 0) break;
    if ((await reader.line()) !== '')
      throw new StoreError('InvalidRequest', 'A chunk does not end where it says.');
  }
  let canonical = '';
  let given: string | undefined;
  // Without trailers the body ends with an empty line, which some clients leave out.
  for (;;) {
    if (await reader.atEnd()) break;
    const line = await reader.line();
    if (line === '') break;
    const at = line.indexOf(':');
    if (at === -1) throw new StoreError('InvalidRequest', 'A trailer is malformed.');
    const name = line.slice(0, at).trim().toLowerCase();
    const value = line.slice(at + 1).trim();
    if (name === 'x-amz-trailer-signature') given = value;
    else {
      trailers.set(name, value);
      canonical += `${name}:${value}\n`;
    }
    if (trailers.size > 16) throw new StoreError('InvalidRequest', 'Too many trailers.');
  }
  if (signed && proof.trailer) {
    const text = [
      'AWS4-HMAC-SHA256-TRAILER',
      signed.amzDate,
      scopeText(signed.scope),
      previous,
      sha256Hex(canonical),
    ];
    const expected = hmac(signed.key, text.join('\n')).toString('hex');
    if (given === undefined || !signaturesMatch(expected, given))
      throw new StoreError('SignatureDoesNotMatch');
  }
  if (!(await reader.atEnd()))
    throw new StoreError('InvalidRequest', 'Bytes follow the end of the chunked body.');
}
