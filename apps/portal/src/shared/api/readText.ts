import { ValetKeyError } from 'valetkey/protocol';

/** Reads a body of text, counted while it streams. @throws `BODY_TOO_LARGE`, `INVALID_JSON` for what is not UTF-8 */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes)
    throw new ValetKeyError('BODY_TOO_LARGE', `The body has at most ${maxBytes} bytes.`);
  if (request.body === null) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for await (const piece of request.body) {
    bytes += piece.byteLength;
    if (bytes > maxBytes)
      throw new ValetKeyError('BODY_TOO_LARGE', `The body has at most ${maxBytes} bytes.`);
    text += decode(decoder, piece, { stream: true });
  }
  return text + decode(decoder);
}

function decode(decoder: TextDecoder, ...input: Parameters<TextDecoder['decode']>): string {
  try {
    return decoder.decode(...input);
  } catch (cause) {
    throw new ValetKeyError('INVALID_JSON', 'The body is not UTF-8.', { cause });
  }
}
