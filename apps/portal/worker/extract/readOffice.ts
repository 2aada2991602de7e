import type { ByteSource } from './ByteSource';
import { maxTextLength, type OfficeReport, type OfficeTask } from './officeReport';
import { type OfficeParts, openOfficeParts } from './openOfficeParts';
import { factOf, momentOf, readPartFacts } from './readPartFacts';
import { readXml } from './readXml';
import { showText } from './showText';

/** Parts of text that are read; a presentation has one for each slide. */
const maxParts = 1_000;

type Document = Extract<OfficeReport, { document: unknown }>['document'];

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

async function readMicrosoft(parts: OfficeParts, format: 'docx' | 'pptx'): Promise<Document> {
  const core = readPartFacts(await parts.read('docProps/core.xml'), [
    'title',
    'creator',
    'created',
    'modified',
  ]);
  const app = readPartFacts(await parts.read('docProps/app.xml'), ['Pages', 'Words', 'Slides']);
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

async function readOpenDocument(parts: OfficeParts): Promise<Document> {
  const meta = await parts.read('meta.xml');
  const facts = readPartFacts(meta, ['title', 'creator', 'initial-creator', 'creation-date', 'date']);
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
  const parts = await openOfficeParts(source);
  return format === 'open' ? readOpenDocument(parts) : readMicrosoft(parts, format);
}
