import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { scanOutcomes } from 'valetkey/protocol';
import type { Scanner } from 'valetkey/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eicar, makeDocx, makeNestedZip, makeTar, makeZip } from '../../test/makeArchive';
import { type Clamd, findClamd, startClamd } from '../../test/startClamd';
import { createClamdScanner } from './createClamdScanner';
import { findScannerGaps } from './findScannerGaps';

const MiB = 1024 * 1024;
const virus = () => ({ name: 'invoice.exe', bytes: eicar() });
const note = { name: 'note.txt', bytes: Buffer.from('Nothing to see here.\n') };

type HostileRow = { id: string; surface: string; expected: { outcome: string; code?: string } };

/** What the corpus of hostile input says about files that a scanner has to hold. */
const heldRows = readFileSync(
  new URL('../../../../packages/valetkey/test/hostile-inputs.jsonl', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as HostileRow)
  .filter(({ surface, expected }) => surface === 'file' && /^(MALWARE|SCAN_)/.test(expected.code ?? ''));

const hostileFiles: Record<string, (maxBytes: number) => Uint8Array<ArrayBuffer>> = {
  'FC-001': eicar,
  'FC-002': () => makeNestedZip(virus(), 1),
  'FC-003': () => makeNestedZip(virus(), 20),
  'FC-005': (maxBytes) => Buffer.concat([Buffer.alloc(maxBytes), eicar()]),
};

describe.skipIf(findClamd() === null)('a real clamd', () => {
  let clamd: Clamd;
  let scanner: Scanner;
  const scannerOf = ({ socketPath, maxBytes }: Clamd, changes: { maxBytes?: number } = {}) =>
    createClamdScanner({ address: { path: socketPath }, isRequired: true, maxBytes, ...changes });
  const scan = (bytes: Uint8Array<ArrayBuffer>, by = scanner) =>
    by.scan({ size: bytes.byteLength, open: async () => new Blob([bytes]).stream() });

  beforeAll(async () => {
    clamd = await startClamd();
    scanner = scannerOf(clamd);
  }, 60_000);
  afterAll(() => clamd?.stop());

  it('holds every file of the hostile corpus that it has to, for the reason that is given there', async () => {
    expect(heldRows.map(({ id }) => id).sort()).toEqual(Object.keys(hostileFiles).sort());
    for (const { id, expected } of heldRows) {
      const { outcome } = await scan(hostileFiles[id]!(clamd.maxBytes));
      expect(scanOutcomes[outcome], id).toBe(expected.code);
    }
  });

  it.each<[string, () => Uint8Array<ArrayBuffer>]>([
    ['in a zip with others', () => makeZip([note, virus()])],
    ['in a zip in a zip in a zip', () => makeNestedZip(virus(), 3)],
    ['in a tar', () => makeTar([note, virus()])],
    ['in a document', () => makeDocx('Invoice', eicar())],
    ['at the end of much else', () => Buffer.concat([randomBytes(2 * MiB), eicar()])],
  ])('finds the test virus %s', async (_, make) => {
    expect(await scan(make())).toMatchObject({ outcome: 'infected', signature: 'Test.Eicar.UNOFFICIAL' });
  });

  it.each<[string, () => Uint8Array<ArrayBuffer>]>([
    ['a text', () => Buffer.from(note.bytes)],
    ['an archive', () => makeZip([note])],
    ['a document', () => makeDocx('Contract')],
    ['a large file', () => randomBytes(4 * MiB)],
  ])('calls %s clean', async (_, make) => {
    expect(await scan(make())).toMatchObject({
      outcome: 'clean',
      signature: null,
      by: { engine: expect.stringMatching(/^ClamAV \d/) },
    });
  });

  it('does not look into what is locked or too large, and says so', async () => {
    expect(await scan(makeZip([virus()], { isLocked: true }))).toMatchObject({ outcome: 'encrypted' });
    const large = Buffer.concat([Buffer.alloc(9 * MiB), eicar()]);
    const careless = scannerOf(clamd, { maxBytes: 64 * MiB });
    // Cut off in the middle; whether its answer still gets through is a matter of luck.
    expect(['too_large', 'failed']).toContain((await scan(large, careless)).outcome);
  });

  it('is not believed about a locked archive where it keeps silent, as it does by default', async () => {
    const silent = await startClamd({ settings: [] });
    try {
      const locked = makeZip([virus()], { isLocked: true });
      expect(await scan(locked, scannerOf(silent))).toMatchObject({ outcome: 'encrypted' });
      expect(await scan(makeZip([note]), scannerOf(silent))).toMatchObject({ outcome: 'clean' });
      expect(await findScannerGaps({ path: silent.socketPath })).toEqual(['locked', 'limits']);
      expect(await findScannerGaps({ path: clamd.socketPath })).toEqual([]);
    } finally {
      await silent.stop();
    }
  }, 60_000);
});
