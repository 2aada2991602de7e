import { unescapeText, type WorkbookParts } from './readWorkbookParts';
import { readXml } from './readXml';

/** What is text already is a day, a time, or both, or an integer with more digits than a number has. */
export type Cell = string | number | boolean | { written: string } | null;

/** Cells by column, from 0; what is not there is empty. */
export type SheetRow = { at: number; cells: Cell[] };

const dayMs = 86_400_000;
/** The last day that spreadsheets have, in the year 9999. */
const lastDay = 2_958_466;
const maxColumns = 16_384;
const maxRows = 1_048_576;

/** Days since the end of 1899. Whoever made the first of these programs took 1900 for a leap year, and all others after them. */
function momentOf(serial: number, isFrom1904: boolean): Cell {
  if (!(serial >= 0 && serial < lastDay)) return serial;
  const days = serial + (isFrom1904 ? 1_462 : serial >= 1 && serial < 60 ? 1 : 0);
  const text = new Date(Math.round((days - 25_569) * 86_400) * 1_000).toISOString();
  if (serial < 1 && !isFrom1904) return { written: text.slice(11, 19) };
  return { written: serial % 1 === 0 ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ') };
}

/** `BC12`: its column and its row, from 0. */
function placeOf(reference: string): { column: number; row: number } | null {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference) ?? [];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return { column: column - 1, row: Number(digits) - 1 };
}

type Written = { type: string | null; style: number; value: string; inline: string };

function toCell({ type, style, value, inline }: Written, book: WorkbookParts): Cell {
  switch (type) {
    case 's':
      return book.strings[Number(value)] ?? null;
    case 'inlineStr':
      return unescapeText(inline);
    case 'str':
      return unescapeText(value);
    case 'b':
      return value === '' ? null : value === '1' || value === 'true';
    // What could not be computed is no value.
    case 'e':
      return null;
    case 'd': {
      const time = Date.parse(value);
      return Number.isNaN(time) ? null : momentOf(time / dayMs + 25_569, false);
    }
    default: {
      const number = value.trim() === '' ? Number.NaN : Number(value);
      if (!Number.isFinite(number)) return null;
      if (/^-?\d+$/.test(value) && !Number.isSafeInteger(number)) return { written: value };
      return book.isDateStyle[style] === true ? momentOf(number, book.isFrom1904) : number;
    }
  }
}

/** Goes through a sheet once, and tells each row that has cells, from above. */
export function readSheet(xml: string, book: WorkbookParts, onRow: (row: SheetRow) => void): void {
  let row: SheetRow = { at: -1, cells: [] };
  let column = -1;
  let cell: Written | null = null;
  let collects: 'value' | 'inline' | null = null;
  let isPhonetic = false;
  readXml(xml, {
    open: (name, attribute) => {
      if (name === 'row') {
        const at = Number(attribute('r') ?? row.at + 2) - 1;
        // A row that stands above the one before it stands below.
        row = { at: at > row.at && at < maxRows ? at : row.at + 1, cells: [] };
        column = -1;
      } else if (name === 'c') {
        const place = placeOf(attribute('r') ?? '');
        column = place !== null && place.column < maxColumns ? place.column : column + 1;
        cell = { type: attribute('t'), style: Number(attribute('s') ?? 0), value: '', inline: '' };
      } else if (name === 'rPh') isPhonetic = true;
      else if (name === 'v') collects = 'value';
      else if (name === 't' && !isPhonetic) collects = 'inline';
    },
    text: (text) => {
      if (cell !== null && collects !== null) cell[collects] += text;
    },
    close: (name) => {
      if (name === 'v' || name === 't') collects = null;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'c' && cell !== null) {
        const value = toCell(cell, book);
        if (value !== null && value !== '' && column < maxColumns) row.cells[column] = value;
        cell = null;
      } else if (name === 'row' && row.cells.length > 0) onRow(row);
    },
  });
}
