import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { createUploader, type FileToUpload } from '../src/client/index.ts';
import { defaultProfile, type MetadataOf, type StandardSchema } from '../src/server/index.ts';
import { handshake, type Rig, startRig } from './startRig.ts';

type Invoice = { invoiceNumber: string; year?: number };

/** Written out as libraries do it, so that the test holds the interface and no library. */
const invoice: StandardSchema<Invoice, Required<Invoice>> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) => {
      const given = (value ?? {}) as Partial<Invoice>;
      if (typeof given.invoiceNumber !== 'string')
        return { issues: [{ message: 'expected a text', path: [{ key: 'invoiceNumber' }] }] };
      return { value: { invoiceNumber: given.invoiceNumber.trim(), year: given.year ?? 2030 } };
    },
  },
};

const profiles = { default: defaultProfile, invoices: { ...defaultProfile, metadata: invoice } };
type Metadata = MetadataOf<typeof profiles>;

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ options: { profiles } });
});
afterEach(() => rig.close());

const file = { name: 'a.png', size: 10, contentType: 'image/png' };
const refusal = async (more: object) => {
  const response = await rig.call('POST', '/api/upload', { files: [file, { ...file, ...more }] });
  return { status: response.status, body: (await response.json()) as { code: string; files: unknown[] } };
};

describe('metadata of a profile', () => {
  it('is what its schema makes of it', async () => {
    const [grant] = await handshake(rig, [
      { ...file, profile: 'invoices', metadata: { invoiceNumber: ' 17 \0', more: 'dropped' } },
    ]);
    const [upload] = await rig.records.find({ uploadIds: [grant!.uploadId] });
    expect(upload!.metadata).toEqual({ invoiceNumber: '17 \0', year: 2030 });
    const [plain] = await handshake(rig, [file]);
    expect((await rig.records.find({ uploadIds: [plain!.uploadId] }))[0]!.metadata).toBe(null);
  });

  it.each<[string, object, RegExp]>([
    ['lacks what is asked for', { profile: 'invoices', metadata: {} }, /^metadata\.invoiceNumber: expected/],
    ['is not there', { profile: 'invoices' }, /^metadata\.invoiceNumber: expected/],
    ['is not asked for', { metadata: { a: 1 } }, /no metadata/],
    ['is too long', { profile: 'invoices', metadata: { invoiceNumber: 'x'.repeat(4_096) } }, /4096 bytes/],
  ])('refuses the file, by its place, when it %s', async (_, more, sentence) => {
    const { status, body } = await refusal(more);
    expect([status, body.code]).toEqual([400, 'INVALID_METADATA']);
    expect(body.files).toEqual([
      { index: 1, code: 'INVALID_METADATA', detail: expect.stringMatching(sentence) },
    ]);
    expect(await rig.records.find({ ownerId: 'alice', state: 'reserved', limit: 5, cursor: null })).toEqual(
      [],
    );
  });

  it('has its type in the browser', () => {
    expectTypeOf<Metadata>().toEqualTypeOf<{ default: undefined; invoices: Invoice }>();
    const uploader = createUploader<Metadata>();
    expectTypeOf(uploader.add).toBeCallableWith([
      { file: new File(['x'], 'a.png'), profile: 'invoices', metadata: { invoiceNumber: '17' } },
    ]);
    expectTypeOf<{ file: File }>().toExtend<FileToUpload<Metadata>>();
    expectTypeOf<{ file: File; profile: 'invoices' }>().not.toExtend<FileToUpload<Metadata>>();
    expectTypeOf<{ file: File; profile: 'other' }>().not.toExtend<FileToUpload<Metadata>>();
    expectTypeOf<{ file: File; profile: string; metadata: unknown }>().toExtend<FileToUpload>();
  });
});
