import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkProcessors } from './checkProcessors';
import { defineProcessor, type ProcessorDefinition } from './defineProcessor';
import { outputOf, outputValues } from './outputValues';

const right: ProcessorDefinition<{ text: string }> = {
  name: 'totals',
  title: 'Totals',
  accepts: { contentTypes: ['text/csv', 'image/*'], extensions: ['csv'] },
  output: z.object({ text: z.string() }),
  run: async () => null,
};

describe('defineProcessor', () => {
  it('fills in what is left out', () => {
    expect(defineProcessor({ ...right, limits: { seconds: 5 } })).toMatchObject({
      version: 1,
      needs: [],
      derivatives: {},
      events: [],
      readsName: false,
      limits: { inputMebibytes: 64, seconds: 5, memoryMebibytes: 512 },
    });
  });

  it.each<[string, Partial<ProcessorDefinition<{ text: string }>>]>([
    ['name', { name: 'Totals' }],
    ['name', { name: '__proto__' }],
    ['none of thumb', { name: 'page' }],
    ['version', { version: 0 }],
    ['title', { title: ' ' }],
    ['output', { output: {} as never }],
    ['accepts.contentTypes', { accepts: { contentTypes: ['*'] } }],
    ['accepts.extensions', { accepts: { extensions: ['.csv'] } }],
    ['needs', { needs: ['nothing' as never] }],
    ['derivatives', { derivatives: { 'A b': 'text/csv' } }],
    ['derivatives', { derivatives: { page: 'text/html' as never } }],
    ['names of processor', { derivatives: { ['a'.repeat(26)]: 'text/csv' } }],
    ['events', { events: ['Wrong total'] }],
    ['limits.seconds', { limits: { seconds: 601 } }],
    ['run or handOff', { run: undefined } as never],
    ['run or handOff', { handOff: {} }],
    ['handOff.hours', { run: undefined, handOff: { hours: 169 } } as never],
    ['no derivatives', { run: undefined, handOff: {}, derivatives: { a: 'text/csv' } } as never],
  ])('refuses a wrong %s at once', (option, change) => {
    expect(() => defineProcessor({ ...right, ...change })).toThrow(option);
  });
});

describe('checkProcessors', () => {
  const named = (name: string, ...needs: string[]) =>
    defineProcessor({ ...right, name, needs: needs.map((need) => `processor:${need}` as const) });

  it('refuses two of one name, a need of nobody, and a circle', () => {
    checkProcessors([named('aa', 'bb', 'cc'), named('bb', 'cc'), named('cc')]);
    expect(() => checkProcessors([named('aa'), named('aa')])).toThrow('same name');
    expect(() => checkProcessors([named('aa', 'bb')])).toThrow('"bb", which is not');
    expect(() => checkProcessors([named('aa', 'bb'), named('bb', 'cc'), named('cc', 'aa')])).toThrow(
      'aa, bb, cc, aa',
    );
  });
});

describe('names of derivatives', () => {
  const adding = (name: string, ...names: string[]) =>
    defineProcessor({
      ...right,
      name,
      derivatives: Object.fromEntries(names.map((one) => [one, 'text/csv' as const])),
    });

  it('say of which processor each is', () => {
    checkProcessors([adding('invoice', 'list'), adding('invoice-totals', 'list'), adding('invoices')]);
    for (const processors of [
      [adding('invoice', 'totals-list'), adding('invoice-totals', 'list')],
      [adding('invoice-totals'), adding('invoice', 'totals-other')],
    ])
      expect(() => checkProcessors(processors)).toThrow('would be one of "invoice-totals"');
  });
});

describe('an output', () => {
  it('is taken apart into values and put together again', () => {
    const output = {
      total: 1.5,
      text: 'a',
      isRight: false,
      nothing: null,
      lines: [{ name: 'x', net: 1 }, { name: 'y' }],
    };
    expect(outputOf(outputValues(output))).toEqual(output);
    expect(outputValues({ left: undefined, out: 1 })).toHaveLength(1);
  });

  it('has no characters that nobody can see or store', () => {
    expect(outputValues({ text: 'a\u0000b\u202ec\ud800d\ne' })[0]?.value).toBe('a\ufffdb\ufffdc\ufffdd\ne');
  });

  it.each([
    ['no object', []],
    ['a deeper value', { a: { b: 1 } }],
    ['a list in a list', { a: [[1]] }],
    ['a number without an end', { a: Number.POSITIVE_INFINITY }],
    ['a long text', { a: 'x'.repeat(2_001) }],
    ['a name that is none', { '<b>': 1 }],
    ['a name of the language', JSON.parse('{"__proto__": 1}')],
    ['too much', { a: Array.from({ length: 2_001 }, () => ({ b: 1 })) }],
    ['a function', { a: () => 1 }],
  ])('is refused with %s', (_, output) => {
    expect(() => outputValues(output)).toThrow();
  });
});
