import type { ExtractedText } from './Extraction';

/** The lines of a text that are here; of a text of no lines none. */
export const linesOf = ({ text, lineCount }: Pick<ExtractedText, 'text' | 'lineCount'>): string[] =>
  lineCount === 0 ? [] : text.split('\n');
