import { limits, ValetKeyError } from '../protocol/index.ts';

/**
 * Reads a JSON body: `application/json` only, counted while it streams, and of bounded depth, so that no body costs more
 * memory or stack than the limits say.
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const mediaType = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new ValetKeyError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.');
  }
  const text = await readText(request, maxBytes);
  if (maxDepth(text) > limits.maxJsonDepth) {
    throw new ValetKeyError('INVALID_JSON', `The body is nested deeper than ${limits.maxJsonDepth} levels.`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ValetKeyError('INVALID_JSON', 'The body cannot be read as JSON.', { cause });
  }
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = () => new ValetKeyError('BODY_TOO_LARGE', `The body may have ${maxBytes} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();
  if (request.body === null) throw new ValetKeyError('INVALID_JSON', 'The body is empty.');
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new ValetKeyError('BAD_REQUEST', 'The body ended before it was complete.', { cause });
    });
    if (done) break;
    size += value.length;
    if (size > maxBytes) {
      // Not awaited: a source that ignores the cancellation must not hold the answer back.
      reader.cancel().catch(() => {});
      throw tooLarge();
    }
    pieces.push(value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ValetKeyError('INVALID_JSON', 'The body is not UTF-8.', { cause });
  }
}

/** Nesting of a JSON text, found without parsing it: a parser of hostile depth is what this protects. */
function maxDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isInString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) isInString = false;
    } else if (code === 0x22) isInString = true;
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return deepest;
}
