import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkProcessors } from '@/shared/processors/index.server';
import { buildProgram } from '../test/buildProgram';
import { exifBlock, withExif } from '../test/exifBlock';
import { makeWorkbook } from '../test/makeWorkbook';
import { type Containment, createContainment } from '../worker/containment/createContainment';
import { runProcessor } from '../worker/process/runProcessor';
import { processors } from './processors';

/* The processors that the portal comes with, run as the worker runs them. */

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
let containment: Containment;
let program: Awaited<ReturnType<typeof buildProgram>>;
beforeAll(async () => {
  containment = await createContainment();
  program = await buildProgram('worker/process/processorProgram.ts');
});
afterAll(() => program?.remove());

async function run(name: string, contentType: string, bytes: Uint8Array<ArrayBuffer>, extracted: unknown) {
  const processor = processors.find((one) => one.name === name)!;
  const outcome = await runProcessor({
    processor,
    task: {
      processor: name,
      file: { version: 1, profile: 'default', contentType, sizeBytes: bytes.length, name: null },
      extracted,
      results: {},
    },
    read: async () => new Response(bytes).body!,
    containment,
    program: program.path,
    signal: new AbortController().signal,
  });
  if (outcome.outcome === 'done' && outcome.output !== null)
    expect(await processor.output['~standard'].validate(outcome.output)).not.toHaveProperty('issues');
  return outcome;
}

it('can work together', () => checkProcessors(processors));

describe('invoice totals', () => {
  const table = { kind: 'table', tables: [{ rowCount: 3 }] };
  const csv = (text: string) => run('invoice-totals', 'text/csv', Buffer.from(text), table);

  it.each([
    ['commas', 'item,net\nrent,"1,000.10"\nheat,200.20\nTotal,"1,200.30"\n', true, 1_200.3],
    ['semicolons', 'Posten;Netto\nMiete;1.000,10\n"a;b";200,20\nTotal;1.300,30\n', false, 1_300.3],
    ['line ends of another system', 'item\tnet\r\nrent\t5\r\nTotal\t5\r\n', true, 5],
  ])('of %s', async (_, text, isRight, stated) => {
    expect(await csv(text)).toMatchObject({
      outcome: 'done',
      output: { stated, isRight },
      events: isRight ? [] : [{ word: 'total_wrong', figures: { stated } }],
    });
  });

  it('of a workbook', async () => {
    const book = makeWorkbook({
      Invoice: [
        ['item', 'net'],
        ['rent', 1_000.1],
        ['heat', 0.2],
        ['Total', 1_000.3],
      ],
    });
    expect(await run('invoice-totals', xlsx, book, table)).toMatchObject({
      output: { stated: 1_000.3, computed: 1_000.3, lineCount: 2, isRight: true },
    });
  });

  it('of nothing that is no invoice, or that nobody could read', async () => {
    for (const text of ['', 'a,b\n1,2\n', 'Total,5\n', '\0\0\0'])
      expect(await csv(text)).toMatchObject({ output: null });
    expect(await run('invoice-totals', xlsx, Buffer.from('no workbook'), null)).toMatchObject({
      output: null,
    });
  });

  it('of what is too long for an invoice say that nobody looked', async () => {
    const text = Buffer.from('item,net\nrent,5\nTotal,6\n');
    const tableOf = (rowCount: number) => ({ kind: 'table', tables: [{ rowCount }] });
    expect(await run('invoice-totals', 'text/csv', text, tableOf(20_000))).toMatchObject({
      output: { isRight: false },
    });
    expect(await run('invoice-totals', 'text/csv', text, tableOf(20_001))).toMatchObject({
      outcome: 'refused',
      word: 'too_many_rows',
      events: [],
    });
    expect(processors.find(({ name }) => name === 'invoice-totals')?.labels.too_many_rows).toBe(
      'Not looked at: more than 20,000 rows',
    );
    expect(await run('invoice-totals', 'text/csv', Buffer.alloc(16 * 1024 ** 2 + 1), table)).toMatchObject({
      outcome: 'limit',
      word: 'too_large',
    });
  });
});

describe('image captions', () => {
  it('are what the picture says of itself, kept as a file too', async () => {
    const plain = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    const outcome = await run(
      'image-captions',
      'image/jpeg',
      new Uint8Array(withExif(plain, exifBlock())),
      null,
    );
    expect(outcome).toMatchObject({
      output: { caption: 'A caption', camera: 'Maker One', takenAt: '2024-05-01 12:30:00' },
      derivatives: ['text'],
    });
    expect('made' in outcome && outcome.made.get('text')?.toString()).toBe('{"caption":"A caption"}');
    expect(await run('image-captions', 'image/jpeg', new Uint8Array(plain), null)).toMatchObject({
      output: null,
    });
  });

  it('are refused where the file is no picture', async () => {
    expect(await run('image-captions', 'image/jpeg', Buffer.from('no picture'), null)).toMatchObject({
      outcome: 'refused',
      word: 'unreadable',
    });
  });
});
