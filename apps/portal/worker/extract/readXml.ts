/** Told in order what an XML text has in it. Names are without their prefixes: office programs choose those freely. */
export type XmlReader = {
  open?: (name: string, attribute: (name: string) => string | null) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
};

const known: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What XML itself defines; what a document would define stays as it is written, so nothing grows. */
function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (written, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(known, name) ? known[name]! : written;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
  });
}

/** Of longer tags the rest is not looked at for attributes. */
const maxTagLength = 4_000;

const localName = (name: string) => name.slice(name.indexOf(':') + 1);

function attributeOf(tag: string, wanted: string): string | null {
  for (const [, name = '', , double, single] of tag
    .slice(0, maxTagLength)
    .matchAll(/([\w:.-]+)\s*=\s*("([^"]*)"|'([^']*)')/g))
    if (localName(name) === wanted) return decode(double ?? single ?? '');
  return null;
}

/**
 * Goes through an XML text once, from its beginning to its end. It keeps no tree and calls nothing of its own again, so depth costs
 * nothing, and it has no way to other files.
 *
 * @throws when there is a document type, which no office program writes: it is where entities come from
 */
export function readXml(xml: string, reader: XmlReader): void {
  let at = 0;
  for (;;) {
    const start = xml.indexOf('<', at);
    if (start < 0) return;
    if (start > at) reader.text?.(decode(xml.slice(at, start)));
    const next = xml[start + 1];
    if (next === '!' || next === '?') {
      if (/^<!DOCTYPE/i.test(xml.slice(start, start + 9))) throw new Error('a document type');
      const isData = xml.startsWith('<![CDATA[', start);
      const mark = isData ? ']]>' : xml.startsWith('<!--', start) ? '-->' : '>';
      const end = xml.indexOf(mark, start + 2);
      if (end < 0) throw new Error('it breaks off');
      if (isData) reader.text?.(xml.slice(start + 9, end));
      at = end + mark.length;
      continue;
    }
    const end = xml.indexOf('>', start);
    if (end < 0) throw new Error('it breaks off');
    at = end + 1;
    if (next === '/') {
      reader.close?.(localName(xml.slice(start + 2, end).trim()));
      continue;
    }
    const isEmpty = xml[end - 1] === '/';
    const tag = xml.slice(start + 1, isEmpty ? end - 1 : end);
    const length = tag.search(/\s/);
    const name = localName(length < 0 ? tag : tag.slice(0, length));
    reader.open?.(name, (wanted) => attributeOf(tag, wanted));
    if (isEmpty) reader.close?.(name);
  }
}
