import { XMLParser } from 'fast-xml-parser';
import { StoreError } from './StoreError.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeXml = (text: string): string =>
  // Control characters are legal in keys and not in XML 1.0; S3 sends them as references all the same.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replace(/[&<>"]|[\x00-\x1f\x7f]/g, (c) => escapes[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);

/** An element; `undefined` content leaves it out. Content that is an array is already XML. */
export function element(name: string, content: string | number | boolean | string[] | undefined): string {
  if (content === undefined) return '';
  return `<${name}>${Array.isArray(content) ? content.join('') : escapeXml(String(content))}</${name}>`;
}

export const xmlNamespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

export const xmlDocument = (root: string, content: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${xmlNamespace}">${content.join('')}</${root}>`;

export const isoTime = (milliseconds: number) => new Date(milliseconds).toISOString();

/** A parsed element: its text and its children by name, each a list. */
export type XmlNode = { text: string; children: Map<string, XmlNode[]> };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  // Decoded below: the parser knows the five names and no numbers, and Go's SDK writes an ETag's quotes as `&#34;`.
  processEntities: false,
  cdataPropName: '#cdata',
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(entities, name) ? entities[name]! : whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    if (point === 0 || point > 0x10ffff) throw new StoreError('MalformedXML');
    return String.fromCodePoint(point);
  });
}

/** What stands in a CDATA section, as it is. */
const rawText = (value: unknown): string =>
  Array.isArray(value) ? value.map((part) => String((part as Ordered)['#text'] ?? '')).join('') : '';

type Ordered = Record<string, unknown>;

function toNode(items: Ordered[], depth: number): XmlNode {
  if (depth > 20) throw new StoreError('MalformedXML');
  const node: XmlNode = { text: '', children: new Map() };
  for (const item of items) {
    for (const [name, value] of Object.entries(item)) {
      if (name === '#text') node.text += decodeEntities(String(value));
      else if (name === '#cdata') node.text += rawText(value);
      else if (Array.isArray(value)) {
        const list = node.children.get(name) ?? [];
        list.push(toNode(value as Ordered[], depth + 1));
        node.children.set(name, list);
      }
    }
  }
  return node;
}

/**
 * Parses a request body.
 *
 * @throws `MalformedXML` when it is not XML, has a document type (entities), or another root.
 */
export function parseXml(body: Buffer, root: string): XmlNode {
  const text = body.toString('utf8');
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new StoreError('MalformedXML');
  let parsed: Ordered[];
  try {
    parsed = parser.parse(text, true) as Ordered[];
  } catch {
    throw new StoreError('MalformedXML');
  }
  const found = toNode(parsed, 0).children.get(root)?.[0];
  if (!found) throw new StoreError('MalformedXML');
  return found;
}

export const childrenOf = (node: XmlNode | undefined, name: string): XmlNode[] =>
  node?.children.get(name) ?? [];
export const childOf = (node: XmlNode | undefined, name: string): XmlNode | undefined =>
  childrenOf(node, name)[0];
export const textOf = (node: XmlNode | undefined, name: string): string | undefined => {
  const text = childOf(node, name)?.text;
  return text === undefined ? undefined : text;
};
export const textsOf = (node: XmlNode | undefined, name: string): string[] =>
  childrenOf(node, name).map((child) => child.text);
