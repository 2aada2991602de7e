import type { OfficeParts } from './openOfficeParts';
import { readXml } from './readXml';

/** What the cells of all sheets refer to. */
export type WorkbookParts = {
  sheets: { name: string; part: string }[];
  strings: string[];
  /** By the number of a style: whether its numbers are days, times or both. */
  isDateStyle: boolean[];
  /** Days are counted from 1904 on, as the first computers of Apple did. */
  isFrom1904: boolean;
};

/** Formats that every program knows without being told: those of days and times. */
const isKnownDate = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** Hours beyond a day are an amount. Words in quotes, colours and conditions are none of the format. */
function isDateFormat(code: string): boolean {
  if (/\[(?:h+|m+|s+)\]/i.test(code)) return false;
  return /[dmyhs]/i.test(code.replaceAll(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|general/gi, ''));
}

function readStyles(xml: string): boolean[] {
  const formats = new Map<number, string>();
  const styles: boolean[] = [];
  let isInCells = false;
  readXml(xml, {
    open: (name, attribute) => {
      if (name === 'numFmt') formats.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '');
      if (name === 'cellXfs') isInCells = true;
      if (name !== 'xf' || !isInCells) return;
      const id = Number(attribute('numFmtId') ?? 0);
      const code = formats.get(id);
      styles.push(code === undefined ? isKnownDate(id) : isDateFormat(code));
    },
    close: (name) => {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return styles;
}

/** Control characters have a way of their own to be written. */
export const unescapeText = (text: string) =>
  text.includes('_x')
    ? text.replaceAll(/_x([0-9a-f]{4})_/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

function readStrings(xml: string): string[] {
  const strings: string[] = [];
  let [text, isText, isPhonetic] = ['', false, false];
  readXml(xml, {
    open: (name) => {
      if (name === 'si') text = '';
      // How a word is said, beside the word.
      if (name === 'rPh') isPhonetic = true;
      if (name === 't') isText = !isPhonetic;
    },
    text: (piece) => {
      if (isText) text += piece;
    },
    close: (name) => {
      if (name === 't') isText = false;
      if (name === 'rPh') isPhonetic = false;
      if (name === 'si') strings.push(unescapeText(text));
    },
  });
  return strings;
}

type Relation = { id: string; kind: string; target: string };

function readRelations(xml: string): Relation[] {
  const relations: Relation[] = [];
  readXml(xml, {
    open: (name, attribute) => {
      if (name !== 'Relationship' || attribute('TargetMode') === 'External') return;
      const kind = attribute('Type') ?? '';
      relations.push({
        id: attribute('Id') ?? '',
        kind: kind.slice(kind.lastIndexOf('/') + 1),
        target: attribute('Target') ?? '',
      });
    },
  });
  return relations;
}

/** A target as a name within the archive. What leads out of it is the name of nothing. */
const partOf = (folder: string, target: string) =>
  target.startsWith('/') ? target.slice(1) : `${folder}${target}`;

/**
 * The parts of a workbook beside its sheets.
 *
 * @throws when it is no workbook
 */
export async function readWorkbookParts(parts: OfficeParts, maxBytes: number): Promise<WorkbookParts> {
  const roots = readRelations((await parts.read('_rels/.rels')) ?? '');
  const book = partOf('', roots.find(({ kind }) => kind === 'officeDocument')?.target ?? 'xl/workbook.xml');
  const folder = book.slice(0, book.lastIndexOf('/') + 1);
  const xml = await parts.read(book);
  if (xml === null) throw new Error('no workbook in it');
  const relations = readRelations(
    (await parts.read(`${folder}_rels/${book.slice(folder.length)}.rels`)) ?? '',
  );
  const sheets: WorkbookParts['sheets'] = [];
  let isFrom1904 = false;
  let isWorkbook = false;
  readXml(xml, {
    open: (name, attribute) => {
      if (name === 'workbook') isWorkbook = true;
      if (name === 'workbookPr') isFrom1904 = /^(?:1|true)$/.test(attribute('date1904') ?? '');
      if (name !== 'sheet') return;
      const id = attribute('id');
      const relation = relations.find((one) => one.id === id && one.kind === 'worksheet');
      // A chart that is a sheet of its own has no cells.
      if (relation !== undefined)
        sheets.push({ name: attribute('name') ?? '', part: partOf(folder, relation.target) });
    },
  });
  if (!isWorkbook) throw new Error('no workbook in it');
  const readKind = async (kind: string) => {
    const target = relations.find((one) => one.kind === kind)?.target;
    return (target === undefined ? null : await parts.read(partOf(folder, target), maxBytes)) ?? '';
  };
  return {
    sheets,
    strings: readStrings(await readKind('sharedStrings')),
    isDateStyle: readStyles(await readKind('styles')),
    isFrom1904,
  };
}
