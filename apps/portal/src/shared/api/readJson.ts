import { limits, ValetKeyError } from 'valetkey/protocol';
import type { z } from 'zod';
import { readText } from './readText';

function depthOf(value: unknown): number {
  let deepest = 0;
  const stack: [unknown, number][] = [[value, 1]];
  while (stack.length > 0) {
    const [item, depth] = stack.pop()!;
    if (typeof item !== 'object' || item === null) continue;
    deepest = Math.max(deepest, depth);
    if (deepest > limits.maxJsonDepth) return deepest;
    for (const child of Object.values(item)) stack.push([child, depth + 1]);
  }
  return deepest;
}

/**
 * Reads a JSON body once, bounded in size and depth, and checks it against a strict schema: what it does not know is
 * refused, nothing is coerced.
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  { maxBytes = limits.maxBodyBytes }: { maxBytes?: number } = {},
): Promise<z.output<Schema>> {
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new ValetKeyError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.');
  let value: unknown;
  try {
    value = JSON.parse(await readText(request, maxBytes));
  } catch (cause) {
    if (cause instanceof ValetKeyError) throw cause;
    throw new ValetKeyError('INVALID_JSON', 'The body is not valid JSON.', { cause });
  }
  if (depthOf(value) > limits.maxJsonDepth)
    throw new ValetKeyError('INVALID_JSON', `The body is nested deeper than ${limits.maxJsonDepth} levels.`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // Said first, whatever else is wrong: a field that does nothing is what a caller most needs to hear of.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  if (issue.code === 'unrecognized_keys')
    throw new ValetKeyError('UNKNOWN_FIELD', `The field ${JSON.stringify(issue.keys[0])} is not known here.`);
  const where = issue.path.length === 0 ? 'The body' : `The field ${JSON.stringify(issue.path.join('.'))}`;
  throw new ValetKeyError('INVALID_BODY', `${where} does not have the expected form.`);
}
