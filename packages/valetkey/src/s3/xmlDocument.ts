import { S3Error } from './S3Error.ts';

/** An element of a parsed answer: text, children by name, or several of one name. */
export type XmlNode = string | { [name: string]: XmlNode } | XmlNode[];

/** Largest XML answer: a page of 1,000 entries with the longest keys, encoded, is below it. */
export const maxXmlBytes = 16 * 1024 * 1024;

/** Parses an answer. The parser is loaded with the first one: signing never needs it. */
export async function parseXml(document: string): Promise<XmlNode> {
  // S3 answers have no document type; refusing it keeps entity tricks out.
  if (/<!DOCTYPE/i.test(document)) throw new S3Error('MalformedAnswer', 200);
  const { XMLParser } = await import('fast-xml-parser');
  const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    parseTagValue: false,
    trimValues: false,
    removeNSPrefix: true,
    processEntities: false,
  });
  try {
    // Some stores keep the connection alive with spaces before the declaration.
    return parser.parse(document.trimStart(), true) as XmlNode;
  } catch (error) {
    throw new S3Error('MalformedAnswer', 200, { cause: error });
  }
}

const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return Object.hasOwn(named, name) ? named[name as string]! : whole;
    const point = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** The child of a name; `null` when there is none. Of several, the first. */
export function child(node: XmlNode | null, name: string): XmlNode | null {
  if (node === null || typeof node === 'string' || Array.isArray(node) || !Object.hasOwn(node, name))
    return null;
  const found = node[name]!;
  return Array.isArray(found) ? (found[0] ?? null) : found;
}

/** All children of a name. */
export function children(node: XmlNode | null, name: string): XmlNode[] {
  if (node === null || typeof node === 'string' || Array.isArray(node) || !Object.hasOwn(node, name))
    return [];
  const found = node[name]!;
  return Array.isArray(found) ? found : [found];
}

/** The text of a child; `null` when there is no such child, or when it has children itself. */
export function textOf(node: XmlNode | null, name: string): string | null {
  const found = child(node, name);
  return typeof found === 'string' ? decodeEntities(found) : null;
}

const escapes: Record<string, string> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => escapes[character]!);
}
