import type { Extracted } from 'valetkey/server';
import { expect, it } from 'vitest';
import { toFactsCsv } from './toFactsCsv';

const file = { id: 'a'.repeat(26), version: 2 };
const column = {
  name: '=HYPERLINK("http://x.example","total")',
  type: 'number',
  valueCount: 3,
  nullCount: 0,
  distinctCount: null,
  isDistinctExact: false,
  min: '-5',
  max: '9',
  sum: -1.5,
  mean: null,
  outlierCount: null,
  outlierBelow: null,
  outlierAbove: null,
} as const;

it('has a line for each fact of a table, its columns and what does not add up, and nothing that runs', () => {
  const tables: Extracted = {
    kind: 'table',
    format: 'xlsx',
    workbook: {
      sheetCount: 1,
      hiddenSheetCount: 0,
      title: '@SUM(A1)',
      author: null,
      createdAt: new Date('2024-05-01T12:00:00Z'),
      changedAt: null,
    },
    isComplete: true,
    tables: [
      {
        name: '+cmd|"/C calc"!A0',
        rowCount: 3,
        columnCount: 1,
        columns: [column],
        preview: [['secret of the first row']],
        totals: [{ row: 4, column: 1, stated: 10, computed: -1.5 }],
      },
    ],
  };
  expect(toFactsCsv(file, tables).split('\r\n')).toEqual([
    'part,number,name,fact,value',
    `file,,,id,${file.id}`,
    'file,,,version,2',
    'file,,,kind,table',
    'file,,,format,xlsx',
    'file,,,isComplete,true',
    'workbook,,,sheetCount,1',
    'workbook,,,hiddenSheetCount,0',
    "workbook,,,title,'@SUM(A1)",
    'workbook,,,createdAt,2024-05-01T12:00:00.000Z',
    `table,1,"'+cmd|""/C calc""!A0",rowCount,3`,
    `table,1,"'+cmd|""/C calc""!A0",columnCount,1`,
    ...[
      'type,number',
      'valueCount,3',
      'nullCount,0',
      'isDistinctExact,false',
      "min,'-5",
      'max,9',
      'sum,-1.5',
    ].map((fact) => `column,1.1,"'=HYPERLINK(""http://x.example"",""total"")",${fact}`),
    'wrong total,1.1,,row,4',
    'wrong total,1.1,,column,1',
    'wrong total,1.1,,stated,10',
    'wrong total,1.1,,computed,-1.5',
    '',
  ]);
});

it('has the entries of an archive and the tracks of a recording, and no text of a document', () => {
  const entry = {
    position: 7,
    name: '\t=1+1',
    kind: 'file',
    size: 10,
    packedSize: null,
    isEncrypted: true,
    modifiedAt: null,
    linkTarget: null,
    warnings: ['path_outside', 'too_deep'],
  } as const;
  const lines = (extracted: object) => toFactsCsv(file, extracted as Extracted).split('\r\n');
  expect(lines({ kind: 'archive', format: 'zip', warnings: [], entries: [entry] })).toEqual(
    expect.arrayContaining([
      "entry,7,'\t=1+1,kind,file",
      "entry,7,'\t=1+1,size,10",
      "entry,7,'\t=1+1,warnings,path_outside too_deep",
    ]),
  );
  expect(lines({ kind: 'recording', tracks: [{ kind: 'audio', codec: 'aac', width: null }] })).toContain(
    'track,1,,codec,aac',
  );
  const text = lines({
    kind: 'text',
    encoding: 'utf-8',
    lineEnding: null,
    lineCount: 2,
    text: '=the\nwhole text',
  });
  expect(text.slice(3)).toEqual(['file,,,kind,text', 'file,,,encoding,utf-8', 'file,,,lineCount,2', '']);
  const document = lines({ kind: 'document', pageCount: 2, text: 'the whole text', isComplete: true });
  expect(document).toContain('file,,,pageCount,2');
  expect(document.join()).not.toContain('the whole text');
});
