import { expect, it } from 'vitest';
import { comparisonTexts } from '@/shared/texts';
import type { Extracted } from './Extraction';
import { listFacts } from './listFacts';

const image: Extracted = {
  kind: 'image',
  format: 'jpeg',
  width: 800,
  height: 600,
  orientation: 6,
  colour: 'srgb',
  channels: 3,
  bitsPerChannel: 8,
  hasAlpha: false,
  hasColourProfile: false,
  frameCount: 2,
  cameraMake: 'Maker',
  cameraModel: 'Model',
  takenAt: '2024-05-01T12:30:00',
  caption: 'A house',
  hasPosition: true,
};
const track = { codec: 'h264', width: 1, height: 1, frameRate: 1, channels: 1, sampleRate: 1, bitRate: 1 };
const date = '2030-01-01T00:00:00.000Z';
const all: Extracted[] = [
  image,
  {
    kind: 'recording',
    container: 'mp4',
    durationSeconds: 61,
    bitRate: 1_000,
    title: 'a',
    artist: 'b',
    recordedAt: date,
    hasPosition: false,
    isComplete: true,
    tracks: [
      { kind: 'video', ...track },
      { kind: 'audio', ...track },
      { kind: 'audio', ...track },
    ],
  },
  {
    kind: 'document',
    pageCount: 2,
    slideCount: 3,
    wordCount: 4,
    hasMacros: true,
    title: 'a',
    author: 'b',
    createdAt: date,
    changedAt: date,
    text: '',
    isComplete: true,
  },
  {
    kind: 'text',
    encoding: 'windows-1252',
    hasByteOrderMark: true,
    lineEnding: 'lf',
    lineCount: 2,
    wordCount: 3,
    characterCount: 40,
    longestLine: 30,
    hiddenCount: 1,
    turningCount: 0,
    isCounted: true,
    text: 'a\nb',
    isComplete: true,
  },
  {
    kind: 'archive',
    format: 'zip',
    entryCount: 2,
    contentBytes: 2_048,
    isComplete: true,
    warnings: [],
    entries: [],
  },
  {
    kind: 'table',
    format: 'xlsx',
    workbook: {
      sheetCount: 2,
      hiddenSheetCount: 1,
      title: 'a',
      author: 'b',
      createdAt: date,
      changedAt: date,
    },
    isComplete: true,
    tables: [
      { name: 'a', rowCount: 2, columnCount: 3, columns: [], preview: [], totals: [] },
      {
        name: 'b',
        rowCount: 5,
        columnCount: 1,
        columns: [],
        preview: [],
        totals: [{ row: 1, column: 1, stated: 1, computed: 2 }],
      },
    ],
  },
];

it.each(all)('tells of a file of the kind $kind each fact under a name of its own', (extracted) => {
  const { name, size, type, check, checksum } = comparisonTexts.facts;
  const labels = [name, size, type, check, checksum, ...listFacts(extracted).map(([label]) => label)];
  expect(new Set(labels).size).toBe(labels.length);
});

it('adds up what the tables of a workbook have', () => {
  expect(listFacts(all[5]!)).toEqual(
    expect.arrayContaining([
      ['Hidden sheets', '1'],
      ['Rows', '7'],
      ['Columns', '4'],
      ['Totals that do not add up', '1'],
    ]),
  );
});
