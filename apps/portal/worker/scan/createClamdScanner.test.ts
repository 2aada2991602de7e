import type { Scanner } from 'valetkey/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeClamd, startFakeClamd } from '../../test/startFakeClamd';
import { type ClamdScannerOptions, createClamdScanner } from './createClamdScanner';

const MiB = 1024 * 1024;
let clamd: FakeClamd;

beforeEach(async () => {
  clamd = await startFakeClamd();
});
afterEach(() => clamd.stop());

function scannerWith(options: Partial<ClamdScannerOptions> = {}): Scanner {
  return createClamdScanner({
    address: clamd.address,
    isRequired: true,
    maxBytes: 64 * MiB,
    pausesMs: [],
    ...options,
  });
}

/** A file that is read in pieces, and how many of them were asked for. */
function fileOf(bytes: Uint8Array, pieceSize = 64 * 1024) {
  const seen = { pieces: 0, isCancelled: false };
  const open = async () => {
    let at = 0;
    return new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          seen.pieces += 1;
          if (at >= bytes.byteLength) return controller.close();
          controller.enqueue(bytes.subarray(at, at + pieceSize));
          at += pieceSize;
        },
        cancel() {
          seen.isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
  };
  return { size: bytes.byteLength, open, seen };
}

const text = (value: string) => fileOf(Buffer.from(value));

describe('the clamd scanner', () => {
  it('sends the bytes as they are, and says who scanned them', async () => {
    const bytes = Buffer.from(Array.from({ length: 3 * MiB + 7 }, (_, index) => index % 251));
    const verdict = await scannerWith().scan(fileOf(bytes, MiB));
    expect(verdict).toEqual({
      outcome: 'clean',
      signature: null,
      by: { engine: 'ClamAV 1.4.3', database: '27500' },
    });
    expect(clamd.files.map((file) => file.equals(bytes))).toEqual([true]);
  });

  it.each([
    ['stream: OK', 'clean', null],
    ['stream: Win.Test.EICAR_HDB-1 FOUND', 'infected', 'Win.Test.EICAR_HDB-1'],
    ['stream: Eicar-Signature(44d88612fea8a8f36de82e1278abb02f:68) FOUND', 'infected', 'Eicar-Signature'],
    ['stream: PUA.Win.Packer FOUND', 'infected', 'PUA.Win.Packer'],
    ['stream: b\u0007d\u001b[31m FOUND', 'infected', 'b?d?[31m'],
    ['stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND', 'too_deep', null],
    ['stream: Heuristics.Limits.Exceeded.MaxScanTime FOUND', 'timed_out', null],
    ['stream: Heuristics.Encrypted.Zip FOUND', 'encrypted', null],
    ['INSTREAM size limit exceeded. ERROR', 'too_large', null],
    ['stream: Time limit reached ERROR', 'timed_out', null],
    ['stream: CL_EMAXREC ERROR', 'too_deep', null],
    ["stream: Can't allocate memory ERROR", 'failed', null],
    ['stream: OK FOUND OK', 'failed', null],
    ['OK', 'failed', null],
    ['', 'failed', null],
    [null, 'failed', null],
  ])('takes %j for %s', async (answer, outcome, signature) => {
    clamd.judge = () => answer;
    expect(await scannerWith().scan(text('x'))).toMatchObject({ outcome, signature });
  });

  it('does not send what clamd would not take, and hears it when it is cut off', async () => {
    const file = fileOf(Buffer.alloc(2 * MiB));
    expect(await scannerWith({ maxBytes: MiB }).scan(file)).toMatchObject({ outcome: 'too_large' });
    expect(file.seen.pieces).toBe(0);
    clamd.maxBytes = MiB;
    const cut = fileOf(Buffer.alloc(8 * MiB));
    expect(['too_large', 'failed']).toContain((await scannerWith().scan(cut)).outcome);
    expect(cut.seen).toMatchObject({ isCancelled: true });
    expect(cut.seen.pieces).toBeLessThan(8 * 16);
  });

  it('is unavailable when nobody answers, and waits for a restart', async () => {
    await clamd.stop();
    const file = text('x');
    expect(await scannerWith().scan(file)).toEqual({ outcome: 'unavailable', signature: null, by: null });
    expect(file.seen.pieces).toBe(0);
    expect(await scannerWith().version({})).toBe(null);
    const scanning = scannerWith({ pausesMs: [50, 100, 200, 400] }).scan(text('x'));
    await clamd.listen();
    expect(await scanning).toMatchObject({ outcome: 'clean' });
    clamd.version = 'SomethingElse 1';
    expect(await scannerWith().version({})).toBe(null);
    clamd.version = 'ClamAV 1.4.3';
    expect(await scannerWith().version({})).toEqual({ engine: 'ClamAV 1.4.3', database: '' });
    clamd.version = null;
    expect(await scannerWith({ idleMs: 50 }).scan(text('x'))).toMatchObject({ outcome: 'unavailable' });
  });

  it('gives up on a scanner that is silent or too slow', async () => {
    clamd.judge = () => new Promise(() => {});
    expect(await scannerWith({ idleMs: 50 }).scan(text('x'))).toMatchObject({ outcome: 'timed_out' });
    expect(await scannerWith({ wholeMs: 50 }).scan(text('x'))).toMatchObject({ outcome: 'timed_out' });
    const scanner = scannerWith({ wholeMs: 60_000 });
    expect(scanner.maxMilliseconds(10_000_000)).toBe(61_000);
    expect(scanner.maxMilliseconds(10 ** 12)).toBe(60_000 + (64 * MiB) / 10_000);
  });

  it('blames nobody but the store for the store', async () => {
    const broken = new Error('the store went away');
    const open = async () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(Buffer.from('begin'));
          controller.error(broken);
        },
      });
    await expect(scannerWith().scan({ size: 10, open })).rejects.toBe(broken);
    await expect(scannerWith().scan({ size: 10, open: () => Promise.reject(broken) })).rejects.toBe(broken);
    // A store that stops in the middle does not hold the worker for ever.
    const silent = async () => new ReadableStream<Uint8Array>();
    expect(await scannerWith({ wholeMs: 50 }).scan({ size: 10, open: silent })).toMatchObject({
      outcome: 'timed_out',
    });
  });

  it('ends with the worker', async () => {
    clamd.judge = () => new Promise(() => {});
    const stopping = new AbortController();
    const scanning = scannerWith().scan({ ...text('x'), signal: stopping.signal });
    setTimeout(() => stopping.abort(new Error('stopping')), 30);
    await expect(scanning).rejects.toThrow('stopping');
    await expect(scannerWith().version({ signal: stopping.signal })).rejects.toThrow('stopping');
  });

  it('reads no further than the scanner takes it', async () => {
    clamd.maxBytes = 0;
    const file = fileOf(Buffer.alloc(32 * MiB));
    await scannerWith().scan(file);
    expect(file.seen.pieces).toBeLessThan(64);
  });
});
