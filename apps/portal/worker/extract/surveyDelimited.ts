import { open } from 'node:fs/promises';

/** What the bytes of delimited values say before anybody parses them. */
export type Survey = {
  bytes: number;
  /** More or less as many rows as there can be. */
  lines: number;
  /** Whether a value begins with a quotation mark, double or single. */
  opensDouble: boolean;
  opensSingle: boolean;
  /** Whether a backslash is before a double quotation mark. */
  hasBackslash: boolean;
  /** Whether a line begins as comments do. */
  hasComment: boolean;
};

const blockBytes = 1024 ** 2;
const code = (mark: string) => mark.charCodeAt(0);
const lineEnds = new Set(['\n', '\r'].map(code));
/** What a value may begin after. */
const openers = new Set([',', ';', '\t', '|', ' ', '\n', '\r'].map(code));
const backslash = code('\\');

/** Looks at every byte once, and stops looking for what it has found. */
export async function surveyDelimited(file: string): Promise<Survey> {
  const found: Survey = {
    bytes: 0,
    lines: 0,
    opensDouble: false,
    opensSingle: false,
    hasBackslash: false,
    hasComment: false,
  };
  const ends = { '\n': 0, '\r': 0 };
  const handle = await open(file);
  try {
    // The byte before a block goes first, and before the first one a line end.
    const buffer = Buffer.alloc(1 + blockBytes);
    buffer[0] = code('\n');
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 1, blockBytes, found.bytes);
      if (bytesRead === 0) break;
      const block = buffer.subarray(0, 1 + bytesRead);
      const some = (mark: string, isIt: (before: number) => boolean) => {
        for (let at = block.indexOf(code(mark), 1); at !== -1; at = block.indexOf(code(mark), at + 1))
          if (isIt(block[at - 1]!)) return true;
        return false;
      };
      for (const end of ['\n', '\r'] as const)
        some(end, () => {
          ends[end] += 1;
          return false;
        });
      found.opensDouble ||= some('"', (before) => openers.has(before));
      found.opensSingle ||= some("'", (before) => openers.has(before));
      found.hasBackslash ||= some('"', (before) => before === backslash);
      found.hasComment ||= some('#', (before) => lineEnds.has(before));
      found.bytes += bytesRead;
      buffer[0] = block[bytesRead]!;
    }
    return { ...found, lines: 1 + Math.max(ends['\n'], ends['\r']) };
  } finally {
    await handle.close();
  }
}
