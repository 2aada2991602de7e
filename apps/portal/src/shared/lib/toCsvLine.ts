/** What a spreadsheet program would take for the start of a formula, or drop to find one behind it. */
const startsFormula = /^[=+\-@\t\r\0]/;

/** One cell after RFC 4180; text that would be a formula gets a quote before it and stays text. */
function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  // A number is what we computed: below zero it is no formula.
  if (typeof value === 'number') return text;
  const inert = startsFormula.test(text) ? `'${text}` : text;
  return /["\r\n,]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** A row of a table for spreadsheet programs, in which no cell is ever run. */
export function toCsvLine(cells: readonly unknown[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}
