import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { ByteSource } from './ByteSource';
import { maxFactLength, maxTextLength, type OfficeReport, type OfficeTask } from './officeReport';
import { readXml } from './readXml';
import { readZip, type ZipPlace } from './readZip';
import { showText } from './showText';

const inflate = promisify(inflateRaw);
const mib = 1024 ** 2;
/** What all entries say they unpack to, pictures among them. */
const maxContentBytes = 1_024 * mib;
/** One part of XML, unpacked. */
const maxPartBytes = 64 * mib;
/** Parts of text that are read; a presentation has one for each slide. */
const maxParts = 1_000;

type Document = Extract<OfficeReport, { document: unknown }>['document'];

/** What an archive is too large or too strange for. */
export class OfficeProblem extends Error {
  readonly problem: 'encrypted' | 'too_much_work';

  constructor(problem: 'encrypted' | 'too_much_work') {
    super(problem);
    this.problem = problem;
  }
}

const utf8 = new TextDecoder('utf-8');
const utf16 = new TextDecoder('utf-16le');

async function openParts(source: ByteSource) {
  const places = new Map<string, ZipPlace>();
  const { contentBytes, warnings } = await readZip(source, (place) => {
    if (!places.has(place.name)) places.set(place.name, place);
  });
  if (warnings.includes('encrypted')) throw new OfficeProblem('encrypted');
  const isBomb = warnings.includes('overlap') || warnings.includes('ratio');
  if (isBomb || (contentBytes ?? 0) > maxContentBytes) throw new OfficeProblem('too_much_work');
  return {
    names: [...places.keys()],
    /** The text of one part; `null` where there is none. */
    async read(name: string): Promise<string | null> {
      const place = places.get(name);
      if (place === undefined) return null;
      if (place.size > maxPartBytes || place.packedSize > maxPartBytes)
        throw new OfficeProblem('too_much_work');
      const header = await source.read(place.offset, 30);
      if (header.readUInt32LE(0) !== 0x04034b50) throw new Error('no such entry');
      const from = place.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
      const packed = await source.read(from, place.packedSize);
      if (place.method !== 0 && place.method !== 8) throw new Error('packed in a way that nobody uses');
      const bytes = place.method === 0 ? packed : await unpack(packed);
      return (bytes[0] === 0xff && bytes[1] === 0xfe ? utf16 : utf8).decode(bytes);
    },
  };
}

type Parts = Awaited<ReturnType<typeof openParts>>;

async function unpack(packed: Buffer): Promise<Buffer> {
  try {
    return await inflate(packed, { maxOutputLength: maxPartBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new OfficeProblem('too_much_work');
    throw error;
  }
}

/** The text within each of these elements, by their names: the first of each. */
function readFacts(xml: string | null, names: readonly string[]): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  let current: string | null = null;
  if (xml === null) return facts;
  readXml(xml, {
    open: (name) => {
      current = names.includes(name) && !facts.has(name) ? name : null;
    },
    text: (text) => {
      if (current !== null) facts.set(current, (facts.get(current) ?? '') + text.slice(0, 1_000));
    },
    close: () => {
      current = null;
    },
  });
  return facts;
}

const factOf = (text: string | undefined) => {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : showText(trimmed, maxFactLength);
};

function momentOf(text: string | undefined): number | null {
  const time = Date.parse(text?.trim() ?? '');
  const year = new Date(time).getUTCFullYear();
  return year >= 1900 && year < 10_000 ? time : null;
}

function countOf(text: string | null | undefined): number | null {
  const count = Number(text?.trim() || Number.NaN);
  return Number.isInteger(count) && count >= 0 && count < 2 ** 31 ? count : null;
}

/** Collects text in lines, as far as it is kept. */
function createText() {
  let text = '';
  let isWhole = true;
  return {
    add(piece: string) {
      if (text.length + piece.length > maxTextLength * 2) isWhole = false;
      else text += piece;
    },
    finish(): { text: string; isComplete: boolean } {
      const clean = text
        .split('\n')
        .map((line) => line.replaceAll('\t', ' '))
        .map((line) => showText(line, maxTextLength * 2).trimEnd())
        .join('\n')
        .replaceAll(/\n{3,}/g, '\n\n')
        .trim();
      const isComplete = isWhole && clean.length <= maxTextLength;
      return { text: clean.slice(0, maxTextLength).replace(/[\ud800-\udbff]$/, ''), isComplete };
    },
  };
}

/** Adds the text of one part. `runs` are the elements that hold text; none: everything within a paragraph is. */
function addText(xml: string, collected: ReturnType<typeof createText>, runs: readonly string[]): void {
  let depth = 0;
  /** Where tabulators are set, and not used. */
  let isRuler = false;
  const holders = runs.length > 0 ? runs : ['p', 'h'];
  readXml(xml, {
    open: (name, attribute) => {
      if (holders.includes(name)) depth += 1;
      if (name === 'tabs') isRuler = true;
      if (name === 'tab' && !isRuler) collected.add(' ');
      if (name === 'br' || name === 'line-break') collected.add('\n');
      if (name === 's' && runs.length === 0)
        collected.add(' '.repeat(Math.min(countOf(attribute('c')) ?? 1, 100)));
    },
    text: (text) => {
      if (depth > 0) collected.add(text);
    },
    close: (name) => {
      if (holders.includes(name)) depth = Math.max(depth - 1, 0);
      if (name === 'tabs') isRuler = false;
      if (name === 'p' || name === 'h') collected.add('\n');
    },
  });
}

const numberIn = (name: string) => Number(/(\d+)\.xml$/.exec(name)?.[1] ?? 0);

async function readMicrosoft(parts: Parts, format: 'docx' | 'pptx'): Promise<Document> {
  const core = readFacts(await parts.read('docProps/core.xml'), ['title', 'creator', 'created', 'modified']);
  const app = readFacts(await parts.read('docProps/app.xml'), ['Pages', 'Words', 'Slides']);
  const names =
    format === 'docx'
      ? ['word/document.xml']
      : parts.names
          .filter((name) => /^ppt\/slides\/slide\d{1,5}\.xml$/.test(name))
          .sort((a, b) => numberIn(a) - numberIn(b));
  const collected = createText();
  let found = 0;
  for (const name of names.slice(0, maxParts)) {
    const xml = await parts.read(name);
    if (xml === null) continue;
    found += 1;
    addText(xml, collected, ['t']);
  }
  if (found === 0) throw new Error('no document in it');
  const { text, isComplete } = collected.finish();
  return {
    pageCount: format === 'docx' ? countOf(app.get('Pages')) : null,
    slideCount: format === 'pptx' ? names.length : null,
    wordCount: countOf(app.get('Words')),
    hasMacros: parts.names.some((name) => /(^|\/)vba(Project|Data)\.(bin|xml)$/i.test(name)),
    title: factOf(core.get('title')),
    author: factOf(core.get('creator')),
    createdAt: momentOf(core.get('created')),
    changedAt: momentOf(core.get('modified')),
    text,
    isComplete: isComplete && names.length <= maxParts,
  };
}

async function readOpenDocument(parts: Parts): Promise<Document> {
  const meta = await parts.read('meta.xml');
  const facts = readFacts(meta, ['title', 'creator', 'initial-creator', 'creation-date', 'date']);
  const counts = new Map<string, string | null>();
  readXml(meta ?? '', {
    open: (name, attribute) => {
      if (name !== 'document-statistic') return;
      for (const wanted of ['page-count', 'word-count']) counts.set(wanted, attribute(wanted));
    },
  });
  const content = await parts.read('content.xml');
  if (content === null) throw new Error('no document in it');
  const collected = createText();
  addText(content, collected, []);
  let slides = 0;
  readXml(content, {
    open: (name) => {
      if (name === 'page') slides += 1;
    },
  });
  const isPresentation = /presentation/.test((await parts.read('mimetype')) ?? '');
  return {
    pageCount: isPresentation ? null : countOf(counts.get('page-count')),
    slideCount: isPresentation ? slides : null,
    wordCount: countOf(counts.get('word-count')),
    hasMacros: parts.names.some((name) => /^(Basic|Scripts)\/./.test(name)),
    title: factOf(facts.get('title')),
    author: factOf(facts.get('initial-creator') ?? facts.get('creator')),
    createdAt: momentOf(facts.get('creation-date')),
    changedAt: momentOf(facts.get('date')),
    ...collected.finish(),
  };
}

/**
 * What a document of an office program says about itself, and its text: of a ZIP archive the few parts that have it, unpacked in memory.
 *
 * @throws {OfficeProblem} when it is protected, or its headers say that it is more than any document is
 * @throws when it is none
 */
export async function readOffice(source: ByteSource, format: OfficeTask['format']): Promise<Document> {
  const parts = await openParts(source);
  return format === 'open' ? readOpenDocument(parts) : readMicrosoft(parts, format);
}
