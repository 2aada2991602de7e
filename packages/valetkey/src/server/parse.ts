import { type ErrorCode, ValetKeyError } from '../protocol/index.ts';

/*
 * Strict parsers of JSON values: nothing is coerced, unknown fields are refused, and each field has the error code that the
 * contract names for it. A parser gets the value and where it stands, and returns it typed or throws.
 */

export type Parser<T> = (value: unknown, at: string) => T;
type Parsed<P> = P extends Parser<infer T> ? T : never;

export function refuse(code: ErrorCode, at: string, expectation: string): never {
  throw new ValetKeyError(code, `${at || 'The body'} must be ${expectation}.`);
}

export function text(options: {
  code?: ErrorCode;
  minLength?: number;
  maxLength: number;
  pattern?: RegExp;
  expectation: string;
}): Parser<string> {
  const { code = 'INVALID_BODY', minLength = 1, maxLength, pattern, expectation } = options;
  return (value, at) =>
    typeof value === 'string' &&
    value.length >= minLength &&
    value.length <= maxLength &&
    (pattern === undefined || pattern.test(value))
      ? value
      : refuse(code, at, expectation);
}

export function integer(options: { code: ErrorCode; min: number; max: number }): Parser<number> {
  return (value, at) =>
    Number.isSafeInteger(value) && (value as number) >= options.min && (value as number) <= options.max
      ? (value as number)
      : refuse(options.code, at, `a whole number from ${options.min} to ${options.max}`);
}

export function list<T>(
  item: Parser<T>,
  options: { max: number; code?: ErrorCode; tooManyCode?: ErrorCode },
): Parser<T[]> {
  const { max, code = 'INVALID_BODY', tooManyCode = code } = options;
  return (value, at) => {
    if (!Array.isArray(value) || value.length === 0) return refuse(code, at, `a list of 1 to ${max}`);
    if (value.length > max) return refuse(tooManyCode, at, `a list of 1 to ${max}, not ${value.length}`);
    return value.map((entry: unknown, index) => item(entry, `${at}[${index}]`));
  };
}

/** A field that may be left out. `null` is not left out. */
export function optional<T>(parser: Parser<T>): Parser<T | undefined> {
  return (value, at) => (value === undefined ? undefined : parser(value, at));
}

/** A plain JSON object, or `null` when the value is something else. */
export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

export function object<F extends Record<string, Parser<unknown>>>(
  fields: F,
): Parser<{ [K in keyof F]: Parsed<F[K]> }> {
  const parsers = Object.entries(fields);
  return (value, at) => {
    const given = asObject(value) ?? refuse('INVALID_BODY', at, 'a JSON object');
    const prefix = at === '' ? '' : `${at}.`;
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(fields, name)) {
        throw new ValetKeyError('UNKNOWN_FIELD', `${prefix}${printable(name)} is not a field of this call.`);
      }
    }
    // Filled field by field: Object.fromEntries makes objects that every later reader of them is slow with.
    const parsed: Record<string, unknown> = {};
    for (const [name, parser] of parsers) {
      const field = Object.hasOwn(given, name) ? given[name] : undefined;
      parsed[name] = parser(field, `${prefix}${name}`);
    }
    return parsed as { [K in keyof F]: Parsed<F[K]> };
  };
}

/** A client's own field name in an answer to it: short and plain. */
function printable(name: string): string {
  return /^[\w$-]{1,40}$/.test(name) ? `"${name}"` : 'One field';
}
