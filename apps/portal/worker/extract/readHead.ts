import { open } from 'node:fs/promises';

/** Lines by which a separator is told. */
const separatedLines = 50;
const headBytes = 64 * 1024;

/**
 * What parts the values where its first line leaves no doubt: names of columns have no commas between them, and every line as many of
 * another separator. Where numbers have decimal commas, all lines but the first have more commas than that.
 */
function guessDelimiter(lines: readonly string[]): string | undefined {
  const unquoted = lines
    .filter((line) => line.trim() !== '')
    .slice(0, separatedLines)
    .map((line) => line.replaceAll(/"[^"]*"/g, ''));
  const [first = ''] = unquoted;
  return [';', '\t'].find((mark) => {
    const count = first.split(mark).length;
    return count > 1 && !first.includes(',') && unquoted.every((line) => line.split(mark).length === count);
  });
}

/** Lines before the names of the columns, and those among them that say something. */
const maxLeadLines = 12;
const maxTitleLines = 4;

/**
 * How many lines are a title: each a word alone or nothing, above names of columns and a line with a number. None where anything in them
 * is quoted, as a line might then be the middle of a value.
 */
function countTitleLines(lines: readonly string[], mark: string): number {
  const valuesOf = (line: string) => line.split(mark).filter((value) => value.trim() !== '');
  const start = lines.findIndex((line) => valuesOf(line).length > 1);
  const lead = lines.slice(0, Math.max(start, 0));
  const [names = '', next = ''] = [lines[start], lines[start + 1]];
  if (start < 1 || start > maxLeadLines || lead.join('').includes('"')) return 0;
  if (lead.filter((line) => valuesOf(line).length > 0).length > maxTitleLines) return 0;
  const isNamed = valuesOf(names).every((value) => /\p{L}/u.test(value));
  const hasNumber =
    valuesOf(next).length > 1 && valuesOf(next).some((value) => /^[^\p{L}]*\d[^\p{L}]*$/u.test(value));
  return isNamed && hasNumber ? start : 0;
}

/**
 * How the values of a file in UTF-8 are parted, and how many lines come before the table, as far as its first lines say.
 *
 * @param delimiter what parts them, where that is known
 */
export async function readHead(
  file: string,
  delimiter?: string,
): Promise<{ delimiter?: string; skip: number }> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const lines = buffer.toString('utf8', 0, bytesRead).split(/\r\n?|\n/);
    if (bytesRead === headBytes) lines.pop();
    // How some programs tell others what parts the values.
    const told = /^sep=(.)$/i.exec(lines[0] ?? '')?.[1];
    if (told !== undefined) return { delimiter: told, skip: 1 };
    const guessed = delimiter ?? guessDelimiter(lines);
    for (const mark of guessed === undefined ? [';', '\t', ','] : [guessed]) {
      const skip = countTitleLines(lines, mark);
      if (skip > 0) return { delimiter: mark, skip };
    }
    return { ...(guessed !== undefined && { delimiter: guessed }), skip: 0 };
  } finally {
    await handle.close();
  }
}
