import { z } from 'zod';
import { defineProcessor } from '@/shared/processors/index.server';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const said = { stated: 'Stated total', computed: 'Sum of its lines', lineCount: 'Lines', isRight: 'Adds up' };

/** Adds up the lines of an invoice and says whether they come to the total that it states. */
export const invoiceTotals = defineProcessor({
  name: 'invoice-totals',
  version: 2,
  title: 'Invoice total',
  labels: { ...said, too_many_rows: 'Not looked at: more than 20,000 rows' },
  accepts: { contentTypes: ['text/csv', xlsx] },
  // A workbook is a packed file: what read its contents before has held it to its limits.
  needs: ['extraction'],
  limits: { inputMebibytes: 16 },
  output: z.object({ stated: z.number(), computed: z.number(), lineCount: z.int(), isRight: z.boolean() }),
  events: ['total_wrong'],
  async run({ file, extracted, lines, stream, emit, refuse }) {
    if (extracted?.kind !== 'table') return null;
    // No invoice is as long; a list of all that was ever sold is.
    if (extracted.tables.some(({ rowCount }) => rowCount > 20_000)) refuse('too_many_rows');
    const cents: number[] = [];
    for await (const row of file.contentType === xlsx ? sheetRows(stream()) : csvRows(lines())) {
      const amount = row.map(amountOf).findLast((value) => value !== null) ?? null;
      const isTotal = /^\s*(grand )?total\b/i.test(row.find((cell) => cell !== '') ?? '');
      if (amount !== null && !isTotal) cents.push(Math.round(amount * 100));
      if (amount === null || !isTotal) continue;
      if (cents.length === 0) return null;
      const computed = cents.reduce((sum, one) => sum + one) / 100;
      const isRight = Math.round(amount * 100) === Math.round(computed * 100);
      if (!isRight) emit('total_wrong', { stated: amount, computed });
      return { stated: amount, computed, lineCount: cents.length, isRight };
    }
    return null;
  },
});

/** `1,234.50`, `1.234,50`, `12` */
function amountOf(cell: string): number | null {
  const [, whole, cents = 0] = /^\s*(-?\d{1,3}(?:[.,]?\d{3})*)(?:[.,](\d{1,2}))?\s*$/.exec(cell) ?? [];
  return whole === undefined ? null : Number(`${whole.replace(/[.,]/g, '')}.${cents}`);
}

async function* csvRows(lines: AsyncIterable<string>): AsyncIterable<string[]> {
  let separator: string | undefined;
  for await (const line of lines) {
    separator ??= [';', '\t'].find((one) => line.includes(one)) ?? ',';
    const cells = line.split(new RegExp(`${separator}(?=(?:[^"]*"[^"]*")*[^"]*$)`));
    yield cells.map((cell) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'));
  }
}

async function* sheetRows(bytes: ReadableStream<Uint8Array>): AsyncIterable<string[]> {
  const { default: readSheets } = await import('read-excel-file/node');
  const [first] = await readSheets(Buffer.from(await new Response(bytes).arrayBuffer()));
  for (const row of first?.data ?? [])
    yield row.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : String(cell ?? '')));
}
