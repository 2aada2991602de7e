import { StoreError } from './StoreError.ts';

/** A `multipart/form-data` body: the fields before the file, then the file's bytes as they arrive. */
export type Form = {
  fields: Map<string, string>;
  fileName: string;
  fileType: string | undefined;
  file: AsyncIterable<Buffer>;
};

const fieldLimit = 20 * 1024;
const formLimit = 128 * 1024;

/** @throws `MalformedPOSTRequest`; `InvalidArgument` for a field sent twice or no file. */
export async function readForm(source: AsyncIterable<Buffer>, contentType: string): Promise<Form> {
  const match = /boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (!boundary) throw new StoreError('MalformedPOSTRequest');
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const iterator = source[Symbol.asyncIterator]();
  // A virtual line break in front makes the first delimiter like the others.
  let held: Buffer = Buffer.from('\r\n');
  const more = async () => {
    const { value, done } = await iterator.next();
    if (done) throw new StoreError('MalformedPOSTRequest');
    held = Buffer.concat([held, value]);
  };
  const until = async (mark: Buffer | string, limit: number): Promise<Buffer> => {
    let end = held.indexOf(mark);
    while (end === -1) {
      if (held.length > limit)
        throw new StoreError('MaxMessageLengthExceeded', 'Your POST request fields were too large.');
      await more();
      end = held.indexOf(mark);
    }
    const before = held.subarray(0, end);
    held = held.subarray(end + mark.length);
    return before;
  };

  const fields = new Map<string, string>();
  let total = 0;
  await until(delimiter, formLimit);
  for (;;) {
    const rest = await until('\r\n', 128);
    if (rest.toString('latin1').startsWith('--')) {
      throw new StoreError('InvalidArgument', 'POST requires exactly one file upload per request.');
    }
    const headers = held.indexOf('\r\n') === 0 ? Buffer.alloc(0) : await until('\r\n\r\n', fieldLimit);
    const { name, fileName, type } = parsePartHeaders(headers.toString('utf8'));
    if (name.toLowerCase() === 'file') {
      return { fields, fileName: fileName ?? '', fileType: type, file: fileBytes() };
    }
    const value = await until(delimiter, fieldLimit);
    total += value.length + name.length;
    if (total > formLimit)
      throw new StoreError('MaxMessageLengthExceeded', 'Your POST request fields were too large.');
    const lower = name.toLowerCase();
    if (fields.has(lower)) {
      throw new StoreError('InvalidArgument', `POST requires exactly one value per field: ${lower}`);
    }
    fields.set(lower, value.toString('utf8'));
  }

  async function* fileBytes(): AsyncGenerator<Buffer> {
    for (;;) {
      const end = held.indexOf(delimiter);
      if (end !== -1) {
        if (end > 0) yield held.subarray(0, end);
        held = held.subarray(end + delimiter.length);
        break;
      }
      // The last bytes may be the beginning of the delimiter.
      const safe = held.length - delimiter.length + 1;
      if (safe > 0) {
        const piece = held.subarray(0, safe);
        held = held.subarray(safe);
        yield piece;
      }
      await more();
    }
    // What follows the file is ignored, as S3 documents it, but it is read, so that the client can finish.
    let drained = 0;
    for (;;) {
      const { value, done } = await iterator.next();
      if (done) return;
      drained += value.length;
      if (drained > formLimit) throw new StoreError('MalformedPOSTRequest');
    }
  }
}

function parsePartHeaders(text: string): {
  name: string;
  fileName: string | undefined;
  type: string | undefined;
} {
  let disposition = '';
  let type: string | undefined;
  for (const line of text.split('\r\n')) {
    const at = line.indexOf(':');
    const header = line.slice(0, at).trim().toLowerCase();
    if (header === 'content-disposition') disposition = line.slice(at + 1);
    if (header === 'content-type') type = line.slice(at + 1).trim();
  }
  const parameter = (wanted: string) => {
    const match = new RegExp(`;\\s*${wanted}=(?:"([^"]*)"|([^;]*))`, 'i').exec(disposition);
    return match ? (match[1] ?? match[2]) : undefined;
  };
  const name = parameter('name');
  if (name === undefined) throw new StoreError('MalformedPOSTRequest');
  return { name, fileName: parameter('filename'), type };
}
