import type {
  ExtractedArchive,
  ExtractedDocument,
  ExtractedImage,
  ExtractedRecording,
  ExtractedTables,
  ExtractedText,
  ExtractionResult,
  TableColumn,
} from '../../server/ExtractionRecords.ts';
import type { Records, UploadRecord } from '../../server/Records.ts';
import {
  at,
  codeOf,
  eventOf,
  minute,
  move,
  type RecordsUnderTest,
  reach,
  reserveOne,
  type TestRunner,
} from './recordsFixtures.ts';

/** What the workers write about what they read out of a version. */
export function extractionChecks(
  createRecords: () => Promise<RecordsUnderTest>,
  { describe, it, expect }: TestRunner,
): void {
  describe('extractions', () => {
    const listing = (changes: Partial<ExtractedArchive> = {}): ExtractedArchive => ({
      kind: 'archive',
      format: 'zip',
      entryCount: 3,
      contentBytes: 5_000_000_000,
      isComplete: false,
      warnings: ['path_outside'],
      entries: [
        {
          position: 1,
          name: '../../"x"',
          kind: 'file',
          size: 5_000_000_000,
          packedSize: 12,
          isEncrypted: true,
          modifiedAt: at(0),
          linkTarget: null,
          warnings: ['path_outside', 'ratio'],
        },
        {
          position: 3,
          name: 'a{b},NULL',
          kind: 'link',
          size: null,
          packedSize: null,
          isEncrypted: false,
          modifiedAt: null,
          linkTarget: '/etc/hostname',
          warnings: [],
        },
      ],
      ...changes,
    });
    const available = async (records: Records) => reach(records, await reserveOne(records), 'available');
    const begin = (records: Records, { id }: UploadRecord, attemptId: string) =>
      records.beginExtraction({ uploadId: id, attemptId, kind: 'archive', now: at(minute) });
    const finish = (
      records: Records,
      upload: UploadRecord,
      attemptId: string,
      result: ExtractionResult = listing(),
    ) =>
      records.finishExtraction({
        uploadId: upload.id,
        attemptId,
        result,
        event: eventOf('extraction.made')(upload),
        now: at(minute),
      });
    const found = (records: Records, { id }: UploadRecord) => records.findExtraction({ uploadId: id });
    const pending = { kind: 'archive', state: 'pending', reason: null, extracted: null };

    it('are claimed, read and found as they were, with one event, and not read twice', async () => {
      const { records, listEvents } = await createRecords();
      const upload = await available(records);
      expect(await found(records, upload)).toBe(null);
      expect(await found(records, { ...upload, id: '\0' })).toBe(null);
      expect(await begin(records, upload, 'a')).toBe(true);
      expect(await found(records, upload)).toEqual(pending);
      expect(await finish(records, upload, 'a')).toBe(true);
      const made = { kind: 'archive', state: 'available', reason: null, extracted: listing() };
      expect(await found(records, upload)).toEqual(made);
      expect((await listEvents(upload.fileId)).at(-1)).toEqual({ action: 'extraction.made', version: 1 });
      expect(await begin(records, upload, 'b')).toBe(false);
      expect(await finish(records, upload, 'b', listing({ entries: [] }))).toBe(false);
      expect(await finish(records, upload, 'a', listing({ entries: [] }))).toBe(false);
      expect(await found(records, upload)).toEqual(made);
    });

    it('of tables are found with all their figures', async () => {
      const { records } = await createRecords();
      const upload = await available(records);
      const column: TableColumn = {
        name: 'net, "€"',
        type: 'number',
        valueCount: 3_000_000_000,
        nullCount: 1,
        distinctCount: 2,
        isDistinctExact: false,
        min: '-0.5',
        max: '{"a":1}',
        sum: 1.5e300,
        mean: 0.1,
        outlierCount: 1,
        outlierBelow: -3.25,
        outlierAbove: 1e20,
      };
      const none = { sum: null, mean: null, outlierCount: null, outlierBelow: null, outlierAbove: null };
      const plain = {
        ...column,
        ...none,
        name: '',
        type: 'other',
        min: null,
        max: null,
        distinctCount: null,
      };
      const tables: ExtractedTables = {
        kind: 'table',
        format: 'xlsx',
        isComplete: true,
        workbook: {
          sheetCount: 3,
          hiddenSheetCount: 1,
          title: '=1+1',
          author: null,
          createdAt: at(0),
          changedAt: null,
        },
        tables: [
          {
            name: "Sheet '1'",
            rowCount: 3_000_000_001,
            columnCount: 150,
            columns: [column, plain as TableColumn],
            preview: [
              ['=1+1', null],
              ['{x}', ''],
            ],
            totals: [{ row: 3_000_000_002, column: 1, stated: 121.5, computed: -120 }],
          },
          { name: null, rowCount: 0, columnCount: 0, columns: [], preview: [], totals: [] },
        ],
      };
      await records.beginExtraction({ uploadId: upload.id, attemptId: 'a', kind: 'table', now: at(minute) });
      expect(await finish(records, upload, 'a', tables)).toBe(true);
      expect(await found(records, upload)).toEqual({
        kind: 'table',
        state: 'available',
        reason: null,
        extracted: tables,
      });
      await records.removeExtraction({ uploadId: upload.id });
      expect(await found(records, upload)).toBe(null);
    });

    it('of documents are found with all their text', async () => {
      const { records } = await createRecords();
      const upload = await available(records);
      const document: ExtractedDocument = {
        kind: 'document',
        pageCount: 12,
        slideCount: 3,
        wordCount: 1_200,
        hasMacros: true,
        title: 'A "title"',
        author: null,
        createdAt: at(0),
        changedAt: null,
        text: 'first line\n\u{1f600} second',
        isComplete: false,
      };
      await records.beginExtraction({
        uploadId: upload.id,
        attemptId: 'a',
        kind: 'document',
        now: at(minute),
      });
      expect(await finish(records, upload, 'a', document)).toBe(true);
      expect((await found(records, upload))?.extracted).toEqual(document);
    });

    it('of texts are found line for line, also where a table was looked for', async () => {
      const { records } = await createRecords();
      const text: ExtractedText = {
        kind: 'text',
        encoding: 'utf-16be',
        hasByteOrderMark: true,
        lineEnding: 'mixed',
        lineCount: 2_000_000,
        wordCount: 3_000_000,
        characterCount: 300_000_000,
        longestLine: 1_200,
        hiddenCount: 3,
        turningCount: 1,
        isCounted: false,
        text: '  {"a": \n\n\u{1f600}\t\u241b[0m \ufffd',
        isComplete: false,
      };
      const bare: ExtractedText = { ...text, lineEnding: null, text: '', isCounted: true, isComplete: true };
      for (const [begun, one] of [['text', text] as const, ['table', bare] as const]) {
        const upload = await available(records);
        const claim = { uploadId: upload.id, attemptId: 'a', kind: begun };
        await records.beginExtraction({ ...claim, now: at(minute) });
        expect(await finish(records, upload, 'a', one)).toBe(true);
        expect(await found(records, upload)).toEqual({
          kind: 'text',
          state: 'available',
          reason: null,
          extracted: one,
        });
        await records.removeExtraction({ uploadId: upload.id });
        expect(await found(records, upload)).toBe(null);
      }
    });

    it('of pictures are found with all that they say', async () => {
      const { records } = await createRecords();
      const image: ExtractedImage = {
        kind: 'image',
        format: 'heic',
        width: 3_024,
        height: 4_032,
        orientation: 6,
        colour: 'srgb',
        channels: 3,
        bitsPerChannel: 10,
        hasAlpha: false,
        hasColourProfile: true,
        frameCount: 2,
        cameraMake: '<Maker>',
        cameraModel: '=One',
        takenAt: '2024-03-31T02:30:00',
        caption: 'first "line"\u{1f600}',
        hasPosition: true,
      };
      const bare: ExtractedImage = {
        ...image,
        ...{ orientation: null, colour: null, channels: null, bitsPerChannel: null, takenAt: null },
        ...{ cameraMake: null, cameraModel: null, caption: null, hasPosition: false },
      };
      for (const one of [image, bare]) {
        const upload = await available(records);
        const claim = { uploadId: upload.id, attemptId: 'a', kind: 'image' } as const;
        await records.beginExtraction({ ...claim, now: at(minute) });
        expect(await finish(records, upload, 'a', one)).toBe(true);
        expect((await found(records, upload))?.extracted).toEqual(one);
      }
    });

    it('of recordings are found with all their tracks', async () => {
      const { records } = await createRecords();
      const none = { width: null, height: null, frameRate: null, channels: null, sampleRate: null };
      const recording: ExtractedRecording = {
        kind: 'recording',
        container: 'matroska',
        durationSeconds: 7_200.04,
        bitRate: 5_000_000_000,
        title: "It's",
        artist: null,
        recordedAt: at(0),
        hasPosition: true,
        isComplete: false,
        tracks: [
          {
            ...none,
            kind: 'video',
            codec: 'h264',
            width: 1_920,
            height: 1_080,
            frameRate: 29.97,
            bitRate: null,
          },
          { ...none, kind: 'audio', codec: null, channels: 6, sampleRate: 48_000, bitRate: 4_000_000_000 },
          { ...none, kind: 'audio', codec: null, bitRate: null },
        ],
      };
      const upload = await available(records);
      const claim = { uploadId: upload.id, attemptId: 'a', kind: 'recording' } as const;
      await records.beginExtraction({ ...claim, now: at(minute) });
      expect(await finish(records, upload, 'a', recording)).toBe(true);
      expect((await found(records, upload))?.extracted).toEqual(recording);
      await records.removeExtraction({ uploadId: upload.id });
      expect(await found(records, upload)).toBe(null);
    });

    it('say why there is nothing, once and for all', async () => {
      const { records } = await createRecords();
      const upload = await available(records);
      await begin(records, upload, 'a');
      expect(await finish(records, upload, 'a', { state: 'failed', reason: 'unreadable' })).toBe(true);
      const failed = { kind: 'archive', state: 'failed', reason: 'unreadable', extracted: null };
      expect(await found(records, upload)).toEqual(failed);
      expect(await begin(records, upload, 'b')).toBe(false);
    });

    it('are refused from an attempt that another one overtook', async () => {
      const { records, listEvents } = await createRecords();
      const upload = await available(records);
      await begin(records, upload, 'slow');
      expect(await begin(records, upload, 'fast')).toBe(true);
      const before = (await listEvents(upload.fileId)).length;
      expect(await finish(records, upload, 'slow')).toBe(false);
      expect((await listEvents(upload.fileId)).length).toBe(before);
      expect(await found(records, upload)).toEqual(pending);
      expect(await finish(records, upload, 'fast', listing({ entryCount: 7 }))).toBe(true);
      expect(await finish(records, upload, 'slow')).toBe(false);
      expect((await found(records, upload))?.extracted).toMatchObject({ entryCount: 7 });
    });

    it('are read out of available versions only, and forgotten with them', async () => {
      const { records, failEvents } = await createRecords();
      const early = await reach(records, await reserveOne(records), 'verifying');
      expect(await begin(records, early, 'a')).toBe(false);
      expect(await begin(records, { ...early, id: '\0' }, 'a')).toBe(false);
      const upload = await available(records);
      await begin(records, upload, 'a');
      const trashed = (await move(records, upload, 'deleted')) ?? upload;
      expect(await finish(records, trashed, 'a')).toBe(false);
      await move(records, upload, 'available');
      const heal = await failEvents();
      expect(await codeOf(finish(records, upload, 'a'))).toBe('RECORDS_UNAVAILABLE');
      await heal();
      expect(await found(records, upload)).toEqual(pending);
      expect(await finish(records, upload, 'a')).toBe(true);
      await records.removeExtraction({ uploadId: upload.id });
      expect(await found(records, upload)).toBe(null);
    });

    it('are asked for once more until they are there', async () => {
      const { records } = await createRecords();
      const [open, made] = [await available(records), await available(records)];
      await begin(records, open, 'a');
      await begin(records, made, 'a');
      await finish(records, made, 'a');
      // What needs no derivative does not end what is still being read.
      await records.beginDerivation({ uploadId: open.id, attemptId: 'b', planned: [], now: at(minute) });
      const ids: string[] = [];
      await records.requeueDerivations({
        now: at(11 * minute),
        limit: 100_000,
        jobs: ({ id }) => {
          ids.push(id);
          return [];
        },
      });
      expect([open, made].map(({ id }) => ids.includes(id))).toEqual([true, false]);
    });
  });
}
