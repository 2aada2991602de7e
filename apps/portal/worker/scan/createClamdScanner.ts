import { setTimeout as wait } from 'node:timers/promises';
import type { Scanner, ScannerVersion, ScanVerdict } from 'valetkey/server';
import { type ClamdAddress, type ClamdConversation, ClamdError, connectToClamd } from './connectToClamd';
import { createLockWatch } from './createLockWatch';
import { readScanAnswer } from './readScanAnswer';

export type ClamdScannerOptions = {
  address: ClamdAddress;
  isRequired: boolean;
  /** clamd's own `StreamMaxLength`, in bytes: what is larger is not sent. */
  maxBytes: number;
  /** For a connection, in milliseconds. @default 5_000 */
  connectMs?: number;
  /** For clamd to take the next bytes, in milliseconds. @default 60_000 */
  idleMs?: number;
  /** For one file: so long, and beside that what its bytes take at 10 MB/s, in milliseconds. @default 180_000 */
  wholeMs?: number;
  /** Pauses before another attempt to reach it, in milliseconds: a restart is no reason to hold files. @default [250, 1_000] */
  pausesMs?: readonly number[];
};

const bytesPerMillisecond = 10_000;
/** Sent at a time: what is in memory of one file. */
const maxPieceBytes = 256 * 1024;

const command = (name: string) => Buffer.from(`z${name}\0`, 'latin1');

/** Every piece is preceded by its length; a length of zero ends the file. */
function lengthOf(piece: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(piece.byteLength);
  return length;
}

/** The malware scanner of ClamAV, over its socket. It never sees a name, a key or a person: only bytes. */
export function createClamdScanner(options: ClamdScannerOptions): Scanner {
  const { address, isRequired, maxBytes, connectMs = 5_000, idleMs = 60_000, wholeMs = 180_000 } = options;
  const { pausesMs = [250, 1_000] } = options;
  const patience = { connectMs, idleMs };
  const maxMilliseconds = (sizeBytes: number) =>
    wholeMs + Math.min(sizeBytes, maxBytes) / bytesPerMillisecond;

  async function reach(signal: AbortSignal | undefined): Promise<ClamdConversation> {
    for (const pause of pausesMs) {
      signal?.throwIfAborted();
      try {
        return await connectToClamd(address, patience);
      } catch {
        await wait(pause, undefined, signal === undefined ? {} : { signal });
      }
    }
    signal?.throwIfAborted();
    return connectToClamd(address, patience);
  }

  async function readVersion(signal: AbortSignal | undefined): Promise<ScannerVersion | null> {
    try {
      const conversation = await reach(signal);
      const stop = () => conversation.end();
      signal?.addEventListener('abort', stop, { once: true });
      try {
        await conversation.send(command('VERSION'));
        // `ClamAV 1.4.3/27500/Sun Nov 29 08:00:00 2026`; without signatures of the project only the first part.
        const [engine = '', database = ''] = (await conversation.answer()).split('/');
        return engine.startsWith('ClamAV ') ? { engine, database } : null;
      } finally {
        signal?.removeEventListener('abort', stop);
        conversation.end();
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ClamdError) return null;
      throw error;
    }
  }

  /** Sends what `body` gives and returns what clamd says. */
  async function sendStream(
    conversation: ClamdConversation,
    body: ReadableStream<Uint8Array>,
  ): Promise<string> {
    for await (const bytes of body) {
      for (let at = 0; at < bytes.byteLength; at += maxPieceBytes) {
        const piece = bytes.subarray(at, at + maxPieceBytes);
        await conversation.send(lengthOf(piece), piece);
        if (conversation.isAnswered()) return conversation.answer();
      }
    }
    await conversation.send(Buffer.alloc(4));
    return conversation.answer();
  }

  async function scanStream(
    { size, open, signal }: Parameters<Scanner['scan']>[0],
    by: ScannerVersion,
  ): Promise<ScanVerdict> {
    const verdict = (outcome: ScanVerdict['outcome']): ScanVerdict => ({ outcome, signature: null, by });
    const late = new ClamdError('timed_out', 'The scan took too long.');
    const stopping = new AbortController();
    const stop = () => stopping.abort(signal?.reason);
    const timer = setTimeout(() => stopping.abort(late), maxMilliseconds(size));
    signal?.addEventListener('abort', stop, { once: true });
    let conversation: ClamdConversation | null = null;
    const locks = createLockWatch();
    try {
      conversation = await connectToClamd(address, patience);
      stopping.signal.addEventListener('abort', () => conversation?.end(stopping.signal.reason), {
        once: true,
      });
      await conversation.send(command('INSTREAM'));
      const body = await open();
      const watched = body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(bytes, passed) {
            locks.see(bytes);
            passed.enqueue(bytes);
          },
        }),
        // Also ends a read that waits for a store that has fallen silent.
        { signal: stopping.signal },
      );
      const reading = readScanAnswer(await sendStream(conversation, watched));
      if (reading.outcome === 'clean' && locks.isLocked()) return verdict('encrypted');
      return { ...reading, by };
    } catch (error) {
      signal?.throwIfAborted();
      const reason = stopping.signal.aborted ? stopping.signal.reason : error;
      if (!(reason instanceof ClamdError)) throw reason;
      if (reason.kind === 'timed_out') return verdict('timed_out');
      return reason.kind === 'unreachable' ? { ...verdict('unavailable'), by: null } : verdict('failed');
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      conversation?.end();
    }
  }

  return {
    isRequired,
    maxMilliseconds,
    version: ({ signal }) => readVersion(signal),
    async scan(input) {
      const by = await readVersion(input.signal);
      if (by === null) return { outcome: 'unavailable', signature: null, by: null };
      // Sent all the same it would be cut off, or with other settings of clamd be skipped and called clean.
      if (input.size > maxBytes) return { outcome: 'too_large', signature: null, by };
      return scanStream(input, by);
    },
  };
}
