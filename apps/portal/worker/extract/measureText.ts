import { TextProblem } from './decodeText';
import { showHidden } from './showHidden';
import { maxTextLength, type TextFacts } from './textReport';

type Measured = Omit<TextFacts, 'encoding' | 'hasByteOrderMark' | 'isCounted'>;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

function isSpace(code: number): boolean {
  if (code <= 0x20 || code === 0x7f || code === 0xa0) return true;
  return code >= 0x2000 && (code <= 0x200b || code === 0x2028 || code === 0x2029 || code === 0x3000);
}

/** Counts lines, words and characters of a text that comes in pieces. */
function createCounter() {
  const ends = { lf: 0, crlf: 0, cr: 0 };
  let [lines, words, characters, longest, inLine] = [0, 0, 0, 0, 0];
  let isInWord = false;
  let isAfterReturn = false;
  const endLine = () => {
    lines += 1;
    longest = Math.max(longest, inLine);
    inLine = 0;
    isInWord = false;
  };
  /** Whether something stands after the last line end. */
  let isOpen = false;

  function addCode(code: number): void {
    if (code === lineFeed && isAfterReturn) {
      ends.cr -= 1;
      ends.crlf += 1;
      isAfterReturn = false;
      return;
    }
    isAfterReturn = code === carriageReturn;
    if (code === lineFeed || code === carriageReturn) {
      ends[code === lineFeed ? 'lf' : 'cr'] += 1;
      endLine();
      isOpen = false;
      return;
    }
    isOpen = true;
    // Of two halves of a character the first one counts.
    if (code < 0xdc00 || code > 0xdfff) {
      characters += 1;
      inLine += 1;
    }
    const isWord = !isSpace(code);
    if (isWord && !isInWord) words += 1;
    isInWord = isWord;
  }

  return {
    add(piece: string) {
      for (let at = 0; at < piece.length; at += 1) addCode(piece.charCodeAt(at));
    },
    finish() {
      if (isOpen) endLine();
      const kinds = (['lf', 'crlf', 'cr'] as const).filter((kind) => ends[kind] > 0);
      return {
        lineEnding: kinds.length > 1 ? ('mixed' as const) : (kinds[0] ?? null),
        lineCount: lines,
        wordCount: words,
        characterCount: characters,
        longestLine: longest,
      };
    },
  };
}

/**
 * What there is of a text, and as much of it as is kept.
 *
 * @throws {TextProblem} when there is a NUL in it, which no text has
 */
export async function measureText(pieces: AsyncIterable<string>): Promise<Measured> {
  const counter = createCounter();
  let [hiddenCount, turningCount] = [0, 0];
  let kept = '';
  let isWhole = true;
  let last = '';
  for await (const piece of pieces) {
    if (piece.includes('\0')) throw new TextProblem('no text has a NUL');
    counter.add(piece);
    const shown = showHidden(piece, last);
    hiddenCount += shown.hiddenCount;
    turningCount += shown.turningCount;
    // Line ends of two characters become one.
    if (kept.length <= 2 * maxTextLength) kept += shown.text;
    else isWhole &&= piece === '';
    last = piece.at(-1) ?? last;
  }
  const lines = kept.replaceAll(/\r\n?/g, '\n').replace(/\n$/, '');
  const isComplete = isWhole && lines.length <= maxTextLength;
  const text = lines.slice(0, maxTextLength).replace(/[\ud800-\udbff]$/, '');
  return { ...counter.finish(), hiddenCount, turningCount, text, isComplete };
}
