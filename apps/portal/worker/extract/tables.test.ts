import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExtractedTables, Extractor, UploadRecord } from 'valetkey/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../test/buildProgram';
import { zipOf } from '../../test/hostileArchives';
import { makeWorkbook } from '../../test/makeWorkbook';
import { noPrograms } from '../../test/noPrograms';
import { createContainment } from '../containment/createContainment';
import { createExtractor } from './createExtractor';

let extractor: Extractor;
let directory: string;
let program: Awaited<ReturnType<typeof buildProgram>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'extract-test-'));
  program = await buildProgram('worker/extract/tableProgram.ts');
  const containment = await createContainment({ directory });
  extractor = createExtractor({
    containment,
    programs: { ...noPrograms, tables: program.path },
  });
});
afterAll(async () => {
  await program?.remove();
  await rm(directory, { recursive: true, force: true });
});

async function extract(contentType: string, bytes: Buffer | string) {
  const body = Buffer.from(bytes);
  const result = await extractor.extract({
    upload: { contentType, size: body.length } as UploadRecord,
    read: async () => new Blob([new Uint8Array(body)]).stream(),
    signal: new AbortController().signal,
  });
  // Whatever happened, nothing of it is left.
  expect(await readdir(directory)).toEqual([]);
  return result;
}

async function measure(contentType: string, bytes: Buffer | string): Promise<ExtractedTables> {
  const result = await extract(contentType, bytes);
  if (!('kind' in result) || result.kind !== 'table') throw new Error(JSON.stringify(result));
  return result;
}

const csv = 'text/csv';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('delimited values', () => {
  it('are measured by column', async () => {
    const rows = Array.from(
      { length: 20 },
      (_, at) => `item ${at % 4};${at + 0.5};2024-01-${10 + at};${at % 3 === 0 ? '' : at}`,
    );
    const { format, isComplete, tables } = await measure(
      csv,
      ['what;price;day;pieces', ...rows, 'far;100000;2024-02-01;1'].join('\r\n'),
    );
    expect([format, isComplete, tables.length]).toEqual(['csv', true, 1]);
    const [table] = tables;
    expect(table).toMatchObject({ name: null, rowCount: 21, columnCount: 4, totals: [] });
    const [what, price, day, pieces] = table?.columns ?? [];
    expect(what).toMatchObject({
      name: 'what',
      type: 'text',
      distinctCount: 5,
      min: 'far',
      sum: null,
      outlierCount: null,
    });
    expect(price).toMatchObject({
      type: 'number',
      valueCount: 21,
      nullCount: 0,
      distinctCount: 21,
      min: '0.5',
      max: '100000.0',
      sum: 100_200,
      outlierCount: 1,
    });
    expect(price?.mean).toBeCloseTo(100_200 / 21);
    expect(day).toMatchObject({ type: 'date', min: '2024-01-10', max: '2024-02-01', sum: null });
    expect(pieces).toMatchObject({ type: 'integer', valueCount: 14, nullCount: 7 });
    expect(table?.preview).toHaveLength(20);
    expect(table?.preview[0]).toEqual(['item 0', '0.5', '2024-01-10', null]);
  });

  it('are shown as they are written, and nothing in them runs (FC-040)', async () => {
    const cells = ['=1+1', '+1', '-1', '@x', '\t=1', "=cmd|' /C calc'!A0"];
    const { tables } = await measure(csv, ['name,value', ...cells.map((cell) => `x,"${cell}"`)].join('\n'));
    expect(tables[0]?.preview.map((row) => row[1])).toEqual(
      cells.map((cell) => cell.replaceAll(/\t/g, '\ufffd')),
    );
    const numbers = await measure(csv, 'name,value\na,+1\nb,00123\n');
    expect(numbers.tables[0]?.preview.map((row) => row[1])).toEqual(['+1', '00123']);
  });

  it('whose totals do not add up say so, and only those', async () => {
    const { tables } = await measure(
      csv,
      'item,net,tax\nrent,1000.10,190\nheat,200.20,38\nSubtotal,1200.30,228\nwater,50,9.5\npower,70,13.3\nSub-total:,121,22.8\nTotal,1320.30,250\n',
    );
    expect(tables[0]?.totals).toEqual([
      { row: 7, column: 2, stated: 121, computed: 120 },
      { row: 8, column: 3, stated: 250, computed: 250.8 },
    ]);
    const right = await measure(csv, 'Posten;Betrag\na;1\nb;2\nSumme;3\n');
    expect(right.tables[0]?.totals).toEqual([]);
  });

  it('with numbers as they are written in other countries are measured like all others', async () => {
    const columnsOf = async (text: string) =>
      (await measure(csv, text)).tables[0]?.columns.map(({ name, type, sum }) => [name, type, sum]);
    // The comma is for cents, and points part thousands, also where nothing has cents.
    expect(
      await columnsOf(
        'Posten;Netto;Menge;Faktor\nMiete;1.000,10;1.500;0.5\nHeizung;-200,20;2.000;1.25\n"a;b";3,5;10;2\n',
      ),
    ).toEqual([
      ['Posten', 'text', null],
      ['Netto', 'number', expect.closeTo(803.4)],
      ['Menge', 'number', 3_510],
      ['Faktor', 'number', expect.closeTo(3.75)],
    ]);
    expect(await columnsOf('a;b\n1\u202f234,5;x\n2\u00a0000,25;y\n')).toEqual([
      ['a', 'number', expect.closeTo(3_234.75)],
      ['b', 'text', null],
    ]);
    expect(await columnsOf('a\tb\n1,5\tx\n;2\ty\n')).toEqual([
      ['a', 'text', null],
      ['b', 'text', null],
    ]);
    expect(await columnsOf(`a;b\n1'234.50;x\n"2,000,000.25";y\n`)).toEqual([
      ['a', 'number', expect.closeTo(2_001_234.75)],
      ['b', 'text', null],
    ]);
    // May be twelve hundred or one and a bit: only the rest of the file says which.
    expect(await columnsOf('a;b\n1,234;x\n2,500;y\n')).toEqual([
      ['a', 'text', null],
      ['b', 'text', null],
    ]);
    expect(await columnsOf('a;b\n1,234;0,5\n2,500;1,25\n')).toEqual([
      ['a', 'number', expect.closeTo(3.734)],
      ['b', 'number', expect.closeTo(1.75)],
    ]);
    // Numbers of other things.
    expect(await columnsOf('a;b\n12.05.2024;1,5\n192.168.1.1;2\n')).toEqual([
      ['a', 'text', null],
      ['b', 'number', expect.closeTo(3.5)],
    ]);
  });

  it('with decimal commas have their totals checked, and show values as they are written', async () => {
    const text = (total: string) =>
      `Posten;Netto;Steuer\nMiete;1.000,10;190,02\nHeizung;200,20;38,04\nSumme;${total};228,06\n`;
    const right = await measure(csv, text('1.200,30'));
    expect(right.tables[0]?.totals).toEqual([]);
    const wrong = await measure(csv, text('1.300,30'));
    expect(wrong.tables[0]?.totals).toEqual([
      { row: 4, column: 2, stated: 1_300.3, computed: expect.closeTo(1_200.3) },
    ]);
    expect(wrong.tables[0]?.preview[0]).toEqual(['Miete', '1.000,10', '190,02']);
    const later = `${Array(3_000).fill('a;1,5').join('\n')}\nb;none\n`;
    const [column] = (await measure(csv, `x;y\n${later}`)).tables[0]?.columns.slice(1) ?? [];
    expect(column).toMatchObject({ type: 'text', valueCount: 3_001 });
  });

  it('in other alphabets and with other separators are read, and broken lines are left out', async () => {
    const latin = await measure(csv, Buffer.from('stra\xdfe;gr\xf6\xdfe\nweg;1\n', 'latin1'));
    expect(latin.tables[0]?.columns.map(({ name }) => name)).toEqual(['straße', 'größe']);
    const utf16 = await measure(csv, Buffer.from('\ufeffname,größe\nweg,1\n', 'utf16le'));
    expect(utf16.tables[0]?.columns.map(({ name }) => name)).toEqual(['name', 'größe']);
    // The other way round, and what Windows has where Latin-1 has nothing.
    const swapped = await measure(csv, Buffer.from('\ufeffname,größe\nweg,1\n', 'utf16le').swap16());
    expect(swapped.tables[0]?.preview).toEqual([['weg', '1']]);
    expect(swapped.tables[0]?.columns.map(({ name }) => name)).toEqual(['name', 'größe']);
    const windows = await measure(csv, Buffer.from('what,price\n\x93caf\xe9\x94,5 \x80\n', 'latin1'));
    expect(windows.tables[0]?.preview).toEqual([['“café”', '5 €']]);
    const tabs = await measure('text/tab-separated-values', 'a\tb\n1,5\tx\n');
    expect(tabs).toMatchObject({ format: 'tsv', tables: [{ rowCount: 1, columnCount: 2 }] });
  });

  it('in UTF-8 are told from other alphabets wherever in the file their characters begin', async () => {
    const rows = 'x,日本語 ß 😀\n'.repeat(60_000);
    for (const lead of ['n', 'nn', 'nnn', 'nnnn']) {
      const { tables } = await measure(csv, `${lead},text\n${rows}`);
      expect(tables[0]?.columns[1], lead).toMatchObject({ min: '日本語 ß 😀', distinctCount: 1 });
    }
    const cut = await measure(csv, Buffer.from(`n,text\n${rows}x,ß`).subarray(0, -1));
    expect(cut.tables[0]?.preview[0]?.[1]).toBe('æ—¥æœ¬èªž ÃŸ ðŸ˜€');
  });

  it('have integers to their last digit, however long', async () => {
    const rows = ['9007199254740993,12345678901234567890,1e20', '9007199254740995,12345678901234567891,7'];
    const { tables } = await measure(csv, `id,code,more\n${rows.join('\n')}\n9007199254740995,,\n`);
    expect(tables[0]?.columns).toMatchObject([
      { type: 'integer', min: '9007199254740993', max: '9007199254740995', distinctCount: 2 },
      {
        type: 'integer',
        valueCount: 2,
        min: '12345678901234567890',
        max: '12345678901234567891',
        distinctCount: 2,
        isDistinctExact: true,
      },
      { type: 'number', min: '7.0', max: '1e+20' },
    ]);
  });

  it('may have values of many megabytes', { timeout: 60_000 }, async () => {
    const note = `"${'so on\n'.repeat(1_000_000)}"`;
    const { isComplete, tables } = await measure(csv, `id,note\n1,x\n2,${note}\n3,y\n`);
    expect([isComplete, tables[0]?.rowCount]).toEqual([true, 3]);
    expect(tables[0]?.columns).toMatchObject([
      { name: 'id', sum: 6 },
      { name: 'note', distinctCount: 3, max: 'y' },
    ]);
    expect(tables[0]?.preview[1]?.[1]).toMatch(/^so on↵so on.*…$/);
    const endless = `"${'so on\n'.repeat(7_000_000)}"`;
    expect(await extract(csv, `id,note\n1,${endless}\n`)).toEqual({ state: 'failed', reason: 'unreadable' });
  });

  it('may have line breaks and quotes in them, also where lines are too short', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => `${at},"line ""${at}""\nand, more",${at * 2}`);
    const { isComplete, tables } = await measure(csv, ['id,note,n', ...rows, '300'].join('\n'));
    expect([isComplete, tables[0]?.rowCount]).toEqual([true, 301]);
    expect(tables[0]?.columns.map(({ name, sum }) => [name, sum])).toEqual([
      ['id', 45_150],
      ['note', null],
      ['n', 89_700],
    ]);
    expect(tables[0]?.preview[1]).toEqual(['1', 'line "1"↵and, more', '2']);
  });

  it('begin below their title, and below the line that says what parts them', async () => {
    const body = 'name;first;second\na;1;2\nb;3;4\nTotal;4;7\n';
    for (const [lead, text, row] of [
      ['padded', `Quarterly report;;\n;;\n${body}`, 6],
      ['bare', `Quarterly report\n\n${body}`, 6],
      ['told', `sep=;\n${body}`, 5],
      ['a remark', `# made by a program\n${body.replaceAll(';', ',')}`, 5],
    ] as const) {
      const { tables } = await measure(csv, text);
      expect(
        tables[0]?.columns.map(({ name, sum }) => [name, sum]),
        lead,
      ).toEqual([
        ['name', null],
        ['first', 8],
        ['second', 13],
      ]);
      expect(tables[0]?.totals, lead).toEqual([{ row, column: 3, stated: 7, computed: 6 }]);
    }
    // A list of names is none, and a line within quotes is not a line.
    const list = await measure(csv, 'Ann\nBen,late\nCid,ill\n');
    expect(list.tables[0]?.preview.flat()).toContain('Cid');
    const quoted = await measure(csv, '"a\nb",c\n1,2\n');
    expect(quoted.tables[0]).toMatchObject({ rowCount: 1, columnCount: 2 });
  });

  it('that name files, servers or commands are text', async () => {
    const { tables } = await measure(csv, "a\nread_csv('/etc/passwd')\n\"'); install httpfs; --\"\n");
    expect(tables[0]?.preview.flat()).toEqual(["read_csv('/etc/passwd')", "'); install httpfs; --"]);
    const quoted = await measure(csv, '"a\'; drop table data; --","b"""\n1,2\n');
    expect(quoted.tables[0]?.columns.map(({ name, sum }) => [name, sum])).toEqual([
      ["a'; drop table data; --", 1],
      ['b"', 2],
    ]);
  });

  it('that are large are what all of their lines say, and not what the first ones seem to', async () => {
    const rows = 150_000;
    const rowOf = (at: number) => [at, at % 7, '2024-02-03', 'plain', '', `${at % 100},25`.padStart(12)];
    const last = [rows, '1.5', 'soon', '"a;b"', '42', '"7,75"'];
    const lines = ['id;piece;day;note;late;price'];
    for (let at = 1; at < rows; at += 1) lines.push(rowOf(at).join(';'));
    lines.push(last.join(';'));
    const { isComplete, tables } = await measure(csv, lines.join('\n'));
    expect([isComplete, tables[0]?.rowCount]).toEqual([true, rows]);
    expect(tables[0]?.columns).toMatchObject([
      { name: 'id', type: 'integer', distinctCount: rows, isDistinctExact: true, max: String(rows) },
      { name: 'piece', type: 'number', max: '6.0', distinctCount: 8 },
      { name: 'day', type: 'text', distinctCount: 2 },
      { name: 'note', type: 'text', min: 'a;b', max: 'plain' },
      { name: 'late', type: 'integer', valueCount: 1, nullCount: rows - 1 },
      { name: 'price', type: 'number', valueCount: rows, min: '0.25' },
    ]);
  });

  it('that take more memory than there is for one reading are read in several, with values far from the rest', async () => {
    const columns = 80;
    const names = Array.from({ length: columns }, (_, at) => `c${at}`);
    const lines = [names.join(',')];
    for (let at = 0; at < 45_000; at += 1) lines.push(names.map((_, of) => (at + of) % 90).join(','));
    lines.push(names.map((_, of) => 100_000 + of).join(','));
    const { tables } = await measure(csv, lines.join('\n'));
    expect(tables[0]).toMatchObject({ rowCount: 45_001, columnCount: columns });
    for (const [of, column] of tables[0]!.columns.entries())
      expect(column).toMatchObject({
        name: `c${of}`,
        distinctCount: 91,
        isDistinctExact: true,
        max: String(100_000 + of),
        sum: (500 * (90 * 89)) / 2 + 100_000 + of,
        outlierCount: 1,
      });
  });

  it('whose values have line ends in them have fewer rows than lines', async () => {
    const lines = Array.from({ length: 70_000 }, (_, at) => `${at % 5},"one\n\n${at % 3}"`);
    const { tables } = await measure(csv, `a,b\n${lines.join('\n')}\n`);
    expect(tables[0]).toMatchObject({ rowCount: 70_000, columnCount: 2 });
    expect(tables[0]?.columns.map((one) => [one.distinctCount, one.isDistinctExact])).toEqual([
      [5, true],
      [3, true],
    ]);
  });

  it('of a million rows are measured within the limits', { timeout: 180_000 }, async () => {
    const lines = ['id,amount,customer'];
    for (let at = 1; at <= 1_000_000; at += 1)
      lines.push(`${at},${(at % 1_000) / 4},customer ${at % 50_000}`);
    lines.push('Total,1,');
    const { tables } = await measure(csv, lines.join('\n'));
    expect(tables[0]).toMatchObject({ rowCount: 1_000_001, columnCount: 3 });
    expect(tables[0]?.totals).toEqual([{ row: 1_000_002, column: 2, stated: 1, computed: 124_875_000 }]);
    const customers = tables[0]?.columns[2];
    expect(customers?.isDistinctExact).toBe(false);
    expect(customers?.distinctCount).toBeGreaterThan(40_000);
    expect(customers?.distinctCount).toBeLessThan(60_000);
  });
});

describe('workbooks', () => {
  it('say by whom and when they were made, and that sheets of them are hidden', async () => {
    const rows = [['a'], ['b']];
    const core =
      '<dc:title>=1+1</dc:title><dc:creator>Jane &bogus;</dc:creator><dcterms:created>2024-03-05T14:30:10Z</dcterms:created><dcterms:modified>0001-01-01T00:00:00Z</dcterms:modified>';
    const bytes = makeWorkbook({ Shown: rows, Kept: rows, Empty: [] }, { hidden: ['Kept'], core });
    const { workbook } = await measure(xlsx, bytes);
    expect(workbook).toEqual({
      sheetCount: 3,
      hiddenSheetCount: 1,
      title: '=1+1',
      author: 'Jane &bogus;',
      createdAt: new Date('2024-03-05T14:30:10Z'),
      changedAt: null,
    });
    expect((await measure(csv, 'a,b\n1,2\n')).workbook).toBe(null);
    const silent = await measure(xlsx, makeWorkbook({ One: rows }));
    expect(silent.workbook).toMatchObject({ sheetCount: 1, author: null });
  });

  it('are measured by sheet', async () => {
    const bytes = makeWorkbook({
      Costs: [
        ['Item', 'Cost', 'Day'],
        ['Rent', 1_000, new Date('2024-03-01')],
        ['Heat', 250.5, new Date('2024-03-02')],
        ['Total', 1_300, null],
      ],
      'Größen & mehr': [
        ['a', 'b'],
        ['=1+1', 2],
      ],
    });
    const { format, isComplete, tables } = await measure(xlsx, bytes);
    expect([format, isComplete]).toEqual(['xlsx', true]);
    expect(tables.map(({ name, rowCount, columnCount }) => [name, rowCount, columnCount])).toEqual([
      ['Costs', 3, 3],
      ['Größen & mehr', 1, 2],
    ]);
    expect(tables[0]?.totals).toEqual([{ row: 4, column: 2, stated: 1_300, computed: 1_250.5 }]);
    expect(tables[0]?.columns.map(({ type }) => type)).toEqual(['text', 'number', 'date']);
    expect(tables[1]?.preview).toEqual([['=1+1', '2']]);
  });

  it('of many rows are read in one go, however slow the machine is', { timeout: 120_000 }, async () => {
    const rows = Array.from({ length: 150_000 }, (_, at) => [at, at % 7]);
    const { isComplete, tables } = await measure(xlsx, makeWorkbook({ All: [['id', 'n'], ...rows] }));
    expect([isComplete, tables[0]?.rowCount]).toEqual([true, 150_000]);
    expect(tables[0]?.columns[0]?.sum).toBe((150_000 * 149_999) / 2);
  });

  it('have texts, dates, times and errors in cells in every way there is', async () => {
    const strings =
      '<si><t>day</t></si><si><r><t>a</t></r><r><t>&amp;_x000A_b</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si>';
    const bytes = makeWorkbook(
      {
        One: [
          [{ xml: 't="s"><v>0</v>' }, 'time', 'both', 'hours', 'none', 'yes', 'text'],
          [
            new Date('2024-03-01'),
            { xml: 's="2"><v>0.354166666666667</v>' },
            { xml: 's="3"><v>45352.5</v>' },
            { xml: 's="4"><v>1.5</v>' },
            { xml: 't="e"><f>1/0</f><v>#DIV/0!</v>' },
            { xml: 't="b"><v>1</v>' },
            { xml: 't="s"><v>1</v>' },
          ],
          [
            { xml: 't="d"><v>2024-03-02</v>' },
            null,
            null,
            null,
            7,
            { xml: 't="b"><v>0</v>' },
            { xml: 't="str"><f>"x"</f><v>x</v>' },
          ],
        ],
      },
      { strings, formats: ['hh:mm', 'yyyy-mm-dd "at" h', '[h]:mm'] },
    );
    const { tables } = await measure(xlsx, bytes);
    expect(tables[0]?.columns.map(({ name, type, min, max }) => [name, type, min, max])).toEqual([
      ['day', 'date', '2024-03-01', '2024-03-02'],
      ['time', 'time', '08:30:00', '08:30:00'],
      ['both', 'date', '2024-03-01 12:00:00', '2024-03-01 12:00:00'],
      ['hours', 'number', '1.5', '1.5'],
      ['none', 'integer', '7', '7'],
      ['yes', 'boolean', 'false', 'true'],
      ['text', 'text', 'a&↵b', 'x'],
    ]);
    const apple = makeWorkbook(
      {
        One: [['day'], [{ xml: 's="1"><v>43890</v>' }]],
      },
      { settings: '<workbookPr date1904="1"/>' },
    );
    expect((await measure(xlsx, apple)).tables[0]?.columns[0]?.min).toBe('2024-03-01');
  });

  it('have integers to their last digit, however long', async () => {
    const codes = ['9007199254740993', '-12345678901234567891'].map((code) => [{ xml: `><v>${code}</v>` }]);
    const { tables } = await measure(xlsx, makeWorkbook({ One: [['code'], ...codes] }));
    expect(tables[0]?.columns).toMatchObject([
      { type: 'integer', min: '-12345678901234567891', max: '9007199254740993', distinctCount: 2 },
    ]);
    expect(tables[0]?.preview).toEqual([['9007199254740993'], ['-12345678901234567891']]);
  });

  it('begin below their title, and count rows from the top of the sheet', async () => {
    const body = [
      ['what', 'first', 'second'],
      ['a', 1, 2],
      ['b', 3, 4],
      ['Total', 4, 7],
    ];
    const { tables } = await measure(
      xlsx,
      makeWorkbook({
        Titled: [['Quarterly report'], [], ...body],
        // Not a title: a list, and what stands beside one of its entries.
        List: [['Ann'], ['Ben', 'late'], ['Cid', 'ill']],
      }),
    );
    expect(tables[0]?.columns.map(({ name, sum }) => [name, sum])).toEqual([
      ['what', null],
      ['first', 8],
      ['second', 13],
    ]);
    expect(tables[0]?.totals).toEqual([{ row: 6, column: 3, stated: 7, computed: 6 }]);
    expect(tables[1]?.rowCount).toBe(2);
    expect(tables[1]?.columns[0]?.name).toBe('Ann');
  });

  it('with one cell far away from all others are not unfolded', async () => {
    const row = '></c></row><row r="1048576"><c r="XFD1048576"><v>5</v>';
    expect(
      await extract(
        xlsx,
        makeWorkbook({
          Far: [
            ['a', 'b'],
            [1, { xml: row }],
          ],
        }),
      ),
    ).toEqual({
      state: 'failed',
      reason: 'too_much_work',
    });
  });

  it('ask nobody for anything, and unpack to no more than they may', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('secret');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const doctype = `<!DOCTYPE x [<!ENTITY out SYSTEM "http://127.0.0.1:${port}/x"><!ENTITY file SYSTEM "file:///etc/hostname">]>`;
    const bytes = makeWorkbook(
      {
        One: [
          ['a', 'b'],
          ['&out;', '&file;'],
        ],
      },
      { doctype },
    );
    expect(JSON.stringify(await extract(xlsx, bytes))).not.toContain('secret');
    expect(asked).toEqual([]);
    server.close();
    const bomb = zipOf([{ name: 'xl/workbook.xml', bytes: Buffer.alloc(10), saidSize: 2 ** 40 }]);
    expect(await extract(xlsx, bomb)).toEqual({ state: 'failed', reason: 'too_much_work' });
    const locked = zipOf([{ name: 'xl/workbook.xml', isEncrypted: true }]);
    expect(await extract(xlsx, locked)).toEqual({ state: 'failed', reason: 'encrypted' });
    expect(await extract(xlsx, 'PK no workbook')).toEqual({ state: 'failed', reason: 'unreadable' });
  });
});

describe('other tables', () => {
  it('in JSON and Parquet are measured alike', async () => {
    const rows = [
      { name: 'a', amount: 1.5, tags: ['x'] },
      { name: 'b', amount: 2, more: { deep: true } },
    ];
    const json = await measure('application/json', JSON.stringify(rows));
    expect(
      json.tables[0]?.columns.map(({ name, type, valueCount, sum }) => [name, type, valueCount, sum]),
    ).toEqual([
      ['name', 'text', 2, null],
      ['amount', 'number', 2, 3.5],
      ['tags', 'other', 1, null],
      ['more', 'other', 1, null],
    ]);
    for (const bytes of [Buffer.from('\ufeff[{"a":1}]'), Buffer.from('\ufeff[{"a":1}]', 'utf16le')])
      expect((await measure('application/json', bytes)).tables[0]?.columns).toMatchObject([
        { name: 'a', sum: 1 },
      ]);
    const folder = await mkdtemp(join(tmpdir(), 'parquet-'));
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(
      `copy (select i as id, i / 2 as half, date '2024-01-01' as day, '0-0-0-0-' || i as code, ('00000000-0000-0000-0000-00000000000' || i)::uuid as ident from range(5) t(i)) to '${folder}/a.parquet'`,
    );
    const { readFile } = await import('node:fs/promises');
    const parquet = await measure('application/vnd.apache.parquet', await readFile(`${folder}/a.parquet`));
    await rm(folder, { recursive: true });
    expect(parquet).toMatchObject({
      format: 'parquet',
      tables: [{ rowCount: 5, columnCount: 5, totals: [] }],
    });
    expect(parquet.tables[0]?.columns.map(({ type, sum }) => [type, sum])).toEqual([
      ['integer', 10],
      ['number', 5],
      ['date', null],
      ['text', null],
      ['text', null],
    ]);
  });

  it('that are none say so', async () => {
    expect(await extract('application/json', '{"a": ')).toEqual({ state: 'failed', reason: 'unreadable' });
    expect(await extract('application/vnd.apache.parquet', 'PAR1')).toEqual({
      state: 'failed',
      reason: 'unreadable',
    });
    const object = await measure('application/json', '{"name":"x","nested":{"a":[1,2]}}');
    expect(object.tables[0]).toMatchObject({ rowCount: 1, columnCount: 2 });
  });
});
