import { type ErrorCode, ValetKeyError } from '../protocol/index.ts';

/**
 * A port whose failures carry our codes: refusals of its own (`passes`) go through, everything else becomes `code` with its
 * cause. Our caller's own abort stays what it is.
 */
export function guardPort<P extends object>(
  port: P,
  code: ErrorCode & `${string}_UNAVAILABLE`,
  passes: (error: ValetKeyError) => boolean,
): P {
  const rethrow = (error: unknown): never => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    if (error instanceof ValetKeyError && (error.code === code || passes(error))) throw error;
    throw new ValetKeyError(code, 'A part that this server needs did not answer as expected.', {
      cause: error,
    });
  };
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(member, target, args);
        return result instanceof Promise ? result.catch(rethrow) : result;
      };
    },
  });
}
