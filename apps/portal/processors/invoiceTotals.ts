import { z } from 'zod';
import { defineProcessor } from '@/shared/processors/index.server';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Adds up the lines of an invoice and says whether they come to the total that it states. */
export const invoiceTotals = defineProcessor({
  name: 'invoice-totals',
  title: 'Invoice total',
  labels: { stated: 'Stated total', computed: 'Sum of its lines', lineCount: 'Lines', isRight: 'Adds up' },
  accepts: { contentTypes: ['text/csv', xlsx] },
  // A workbook is a packed file: what read its contents before has held it to its limits.
  needs: ['extraction'],
  output: z.object({ stated: z.number(), computed: z.number(), lineCount: z.int(), isRight: z.boolean() }),
  events: ['total_wrong'],
  async run({ file, extracted, lines, stream, emit }) {
    if (extracted?.kind !== 'table') return null;
    let cents = 0;
    let lineCount = 0;
    for await (const row of file.contentType === xlsx ? sheetRows(stream()) : csvRows(lines())) {
      const amount = row.map(amountOf).findLast((value) => value !== null) ?? null;
      if (amount === null) continue;
      if (!/^\s*(grand )?total\b/i.test(row.find((cell) => cell !== '') ?? '')) {
        cents += Math.round(amount * 100);
        lineCount += 1;
        continue;
      }
      if (lineCount === 0) return null;
      const isRight = Math.round(amount * 100) === cents;
      if (!isRight) emit('total_wrong', { stated: amount, computed: cents / 100 });
      return { stated: amount, computed: cents / 100, lineCount, isRight };
    }
    return null;
  },
});

/** `1,234.50`, `1.234,50`, `12` */
function amountOf(cell: string): number | null {
  const text = cell.trim();
  if (!/^-?\d{1,3}([.,]?\d{3})*([.,]\d{1,2})?$/.test(text)) return null;
  const [, whole = '', rest = ''] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(text) ?? [];
  return Number(`${whole.replace(/[.,]/g, '')}.${rest || 0}`);
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
