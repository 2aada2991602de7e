import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HoldCode, holdTitles, type ScanOutcome, scanOutcomes } from '../src/protocol/index.ts';
import type { Scanner, ScannerVersion, ScanVerdict } from '../src/server/index.ts';
import { defaultProfile } from '../src/server/index.ts';
import { complete, handshake, png, type Rig, send, startRig } from './startRig.ts';

type Outcome = ScanVerdict['outcome'];

/** What the scanner says next, and what it was given to read. */
let says: { outcome: Outcome; signature?: string };
let version: ScannerVersion | null;
let read: Uint8Array[];
let rig: Rig;

const scanner: Scanner = {
  isRequired: true,
  version: async () => version,
  maxMilliseconds: () => 1_000,
  async scan({ open }) {
    if (says.outcome !== 'unavailable' && says.outcome !== 'too_large')
      read.push(new Uint8Array(await new Response(await open()).arrayBuffer()));
    const by = says.outcome === 'unavailable' ? null : version;
    return { outcome: says.outcome, signature: says.signature ?? null, by };
  },
};

async function start(
  options: Partial<Scanner> & { acceptsTooLargeToScan?: boolean; isAbsent?: boolean } = {},
) {
  const { acceptsTooLargeToScan = false, isAbsent = false, ...changes } = options;
  await rig?.close();
  rig = await startRig({
    options: {
      ...(!isAbsent && { scanner: { ...scanner, ...changes } }),
      profiles: { default: { ...defaultProfile, acceptsTooLargeToScan } },
    },
  });
}

async function upload(outcome: Outcome, signature?: string) {
  says = { outcome, ...(signature !== undefined && { signature }) };
  const [grant] = await handshake(rig, [{ name: 'a.png', size: 30, contentType: 'image/png' }]);
  await send(grant!, png(30));
  const [receipt] = await complete(rig, [grant!]);
  expect(receipt).toMatchObject({ status: 200 });
  return grant!;
}

const recordOf = async (uploadId: string) => (await rig.records.find({ uploadIds: [uploadId] }))[0]!;
const lastEvent = () => rig.records.events().at(-1);

beforeEach(async () => {
  says = { outcome: 'clean' };
  version = { engine: 'Scanner 1', database: '7' };
  read = [];
  await start();
});
afterEach(() => rig.close());

describe('a scan', () => {
  it('reads the bytes that people will read, and its verdict is kept with who gave it and when', async () => {
    const { uploadId, key } = await upload('clean');
    expect(read).toEqual([png(30)]);
    expect(await recordOf(uploadId)).toMatchObject({
      state: 'available',
      scan: 'clean',
      scanSignature: null,
      scanEngine: 'Scanner 1',
      scanDatabase: '7',
      scannedAt: rig.now(),
    });
    expect(lastEvent()).toMatchObject({ action: 'file.available', details: { scan: 'clean', size: 30 } });
    expect((await rig.call('GET', `/api/download?key=${key}`)).status).toBe(200);
  });

  const outcomes = Object.keys(scanOutcomes).filter((outcome) => outcome !== 'not_scanned') as Outcome[];
  it.each(outcomes)('lets %s through only where it may', async (outcome) => {
    const code: HoldCode | null = scanOutcomes[outcome satisfies ScanOutcome];
    for (const { isRequired, acceptsTooLargeToScan } of [
      { isRequired: true, acceptsTooLargeToScan: false },
      { isRequired: true, acceptsTooLargeToScan: true },
      { isRequired: false, acceptsTooLargeToScan: false },
    ]) {
      await start({ isRequired, acceptsTooLargeToScan });
      const { uploadId, key } = await upload(outcome, outcome === 'infected' ? 'Eicar' : undefined);
      const passes =
        outcome === 'clean' ||
        (outcome !== 'infected' && !isRequired) ||
        (outcome === 'too_large' && acceptsTooLargeToScan);
      const record = await recordOf(uploadId);
      expect(record).toMatchObject({
        state: passes ? 'available' : 'quarantined',
        scan: outcome,
        reasonCode: passes ? null : code,
      });
      const reply = await rig.call('GET', `/api/download?key=${key}`);
      expect(reply.status).toBe(passes ? 200 : 409);
      if (!passes) {
        expect(await reply.json()).toMatchObject({ code: 'NOT_AVAILABLE' });
        expect(holdTitles[code!]).toBeTruthy();
      }
    }
  });

  it('is said to be missing where there is no scanner', async () => {
    await start({ isAbsent: true });
    const { uploadId } = await upload('clean');
    expect(await recordOf(uploadId)).toMatchObject({
      state: 'available',
      scan: 'not_scanned',
      scannedAt: null,
    });
    expect(await rig.valetKey.rescan()).toMatchObject({ scanned: 0 });
  });

  it('of another object than the one that was uploaded gives no verdict', async () => {
    await start({
      async scan({ open }) {
        const [key] = (await rig.keys()).filter((name) => name.startsWith('files/'));
        await rig.bucketClient.putObject({ key: key!, body: 'another', contentType: 'image/png' });
        await open();
        return { outcome: 'clean', signature: null, by: version };
      },
    });
    const [grant] = await handshake(rig, [{ name: 'a.png', size: 30, contentType: 'image/png' }]);
    await send(grant!, png(30));
    await complete(rig, [grant!]);
    expect(await recordOf(grant!.uploadId)).toMatchObject({ state: 'uploaded', scan: null });
    await rig.valetKey.verify(grant!.uploadId);
    expect(await recordOf(grant!.uploadId)).toMatchObject({
      state: 'rejected',
      reasonCode: 'OBJECT_CHANGED',
    });
  });
});

describe('scanning again', () => {
  it('quarantines what new signatures know, once, and notes the rest without a word', async () => {
    const found = await upload('clean');
    const fine = await upload('clean');
    const events = rig.records.events().length;
    expect(await rig.valetKey.rescan()).toMatchObject({ scanned: 0 });

    version = { engine: 'Scanner 1', database: '8' };
    says = { outcome: 'infected', signature: 'New.Thing' };
    expect(await rig.valetKey.rescan({ limit: 1 })).toEqual({
      scanned: 1,
      quarantined: 1,
      released: 0,
      failures: 0,
    });
    says = { outcome: 'clean' };
    expect(await rig.valetKey.rescan()).toMatchObject({ scanned: 1, quarantined: 0 });
    expect(await rig.valetKey.rescan()).toMatchObject({ scanned: 0 });
    expect(await recordOf(found.uploadId)).toMatchObject({
      state: 'quarantined',
      scan: 'infected',
      scanSignature: 'New.Thing',
      scanDatabase: '8',
      reasonCode: 'MALWARE',
    });
    expect(await recordOf(fine.uploadId)).toMatchObject({
      state: 'available',
      scan: 'clean',
      scanDatabase: '8',
    });
    expect(rig.records.events()).toHaveLength(events + 1);
    expect(lastEvent()).toMatchObject({
      action: 'file.quarantined',
      actor: { type: 'system' },
      details: { code: 'MALWARE', scanBefore: 'clean', signature: 'New.Thing' },
    });
    expect((await rig.call('GET', `/api/download?key=${found.key}`)).status).toBe(409);
  });

  it('makes available what nobody could look at before and is clean', async () => {
    version = null;
    const { uploadId } = await upload('unavailable');
    expect(await recordOf(uploadId)).toMatchObject({ state: 'quarantined', scanDatabase: null });
    expect(await rig.valetKey.rescan()).toMatchObject({ scanned: 0 });
    version = { engine: 'Scanner 1', database: '7' };
    // Answers, and is gone again at the first file.
    expect(await rig.valetKey.rescan()).toMatchObject({ scanned: 0, failures: 0 });
    expect(await recordOf(uploadId)).toMatchObject({ state: 'quarantined' });
    says = { outcome: 'clean' };
    expect(await rig.valetKey.rescan()).toMatchObject({ scanned: 1, released: 1 });
    expect(await recordOf(uploadId)).toMatchObject({ state: 'available', scan: 'clean', reasonCode: null });
    expect(lastEvent()).toMatchObject({ action: 'file.available', details: { scanBefore: 'unavailable' } });
  });

  it('leaves what somebody released alone until something else is found in it', async () => {
    const { uploadId } = await upload('infected', 'False.Alarm');
    const held = await recordOf(uploadId);
    await rig.records.transition({
      id: uploadId,
      from: ['quarantined'],
      to: 'available',
      patch: { reasonCode: null },
      event: { ...lastEvent()!, action: 'file.released' },
      now: rig.now(),
    });
    version = { engine: 'Scanner 1', database: '8' };
    expect(await rig.valetKey.rescan()).toMatchObject({ scanned: 1, quarantined: 0 });
    expect(await recordOf(uploadId)).toMatchObject({ state: 'available', scan: 'infected' });
    version = { engine: 'Scanner 1', database: '9' };
    says = { outcome: 'infected', signature: 'Real.Thing' };
    expect(await rig.valetKey.rescan()).toMatchObject({ quarantined: 1 });
    expect((await recordOf(uploadId)).stateVersion).toBeGreaterThan(held.stateVersion);
  });

  it('passes over what is not in the store until the next signatures, and ends in time', async () => {
    const { uploadId } = await upload('clean');
    const { objectKey } = await recordOf(uploadId);
    await rig.bucketClient.deleteObject({ key: objectKey! });
    version = { engine: 'Scanner 1', database: '8' };
    expect(await rig.valetKey.rescan({ maxMilliseconds: 0 })).toMatchObject({ scanned: 0, failures: 0 });
    expect(await rig.valetKey.rescan()).toMatchObject({ scanned: 0, failures: 1 });
    expect(rig.errors).toHaveLength(1);
    expect(await rig.valetKey.rescan()).toMatchObject({ scanned: 0, failures: 0 });
    expect(await recordOf(uploadId)).toMatchObject({ state: 'available', scan: 'clean' });
  });
});
