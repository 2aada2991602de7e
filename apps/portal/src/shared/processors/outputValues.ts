import type { ProcessorOutput, ProcessorScalar, ProcessorValue } from './ProcessorOutput';

/** More values than anybody looks at. */
const maxValues = 2_000;
const maxTextLength = 2_000;
const namePattern = /^[a-zA-Z][a-zA-Z0-9_]{0,39}$/;

export class OutputRefused extends Error {
  override readonly name = 'OutputRefused';
}

function assertName(name: string): void {
  if (!namePattern.test(name))
    throw new OutputRefused('a name is 1 to 40 letters, digits and _, the first a letter');
}

function toScalar(value: unknown): ProcessorScalar {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new OutputRefused('a number is finite');
    return value;
  }
  if (typeof value !== 'string') throw new OutputRefused('a value is text, a number, true, false or null');
  if (value.length > maxTextLength) throw new OutputRefused(`a text has at most ${maxTextLength} characters`);
  // Neither a database nor a page can do anything with these.
  return value.replace(/(?!\n)[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '\u{fffd}');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The values of an output, in its order. What is not given (`undefined`) is left out.
 *
 * @throws {OutputRefused} when it is deeper than an output may be, too much, or of another kind
 */
export function outputValues(output: unknown): ProcessorValue[] {
  if (!isRecord(output)) throw new OutputRefused('an output is an object');
  const values: ProcessorValue[] = [];
  const add = (value: ProcessorValue) => {
    assertName(value.name);
    if (values.push(value) > maxValues) throw new OutputRefused(`an output has at most ${maxValues} values`);
  };
  for (const [name, value] of Object.entries(output)) {
    if (value === undefined) continue;
    if (!Array.isArray(value)) {
      add({ list: null, item: null, name, value: toScalar(value) });
      continue;
    }
    assertName(name);
    for (const [index, item] of value.entries()) {
      if (!isRecord(item)) throw new OutputRefused('an item of a list is an object');
      for (const [inner, scalar] of Object.entries(item))
        if (scalar !== undefined) add({ list: name, item: index + 1, name: inner, value: toScalar(scalar) });
    }
  }
  return values;
}

/** The output that has these values. An item without a value is one that is not there. */
export function outputOf(values: readonly ProcessorValue[]): ProcessorOutput {
  const output = new Map<string, ProcessorScalar | Map<number, Map<string, ProcessorScalar>>>();
  for (const { list, item, name, value } of values) {
    if (list === null || item === null) {
      output.set(name, value);
      continue;
    }
    const known = output.get(list);
    const items = known instanceof Map ? known : new Map<number, Map<string, ProcessorScalar>>();
    if (known !== items) output.set(list, items);
    const fields = items.get(item) ?? new Map<string, ProcessorScalar>();
    items.set(item, fields.set(name, value));
  }
  return Object.fromEntries(
    [...output].map(([name, value]) => [
      name,
      value instanceof Map ? [...value.values()].map((fields) => Object.fromEntries(fields)) : value,
    ]),
  );
}
