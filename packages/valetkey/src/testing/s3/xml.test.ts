import { describe, expect, it } from 'vitest';
import { parseXml, textOf, textsOf } from './xml.ts';

const keysOf = (inner: string) =>
  textsOf(parseXml(Buffer.from(`<Delete>${inner}</Delete>`), 'Delete'), 'Key');

describe('the XML of requests', () => {
  it('may write a character as its name or its number, as the SDKs of other languages do', () => {
    expect(keysOf('<Key>&#34;5d41&#34;</Key><Key>a&#x2F;b&amp;lt;&apos;</Key><Key>&#128512;</Key>')).toEqual([
      '"5d41"',
      "a/b&lt;'",
      '😀',
    ]);
  });

  it('keeps white space, CDATA, and names that it does not know', () => {
    expect(keysOf('<Key> a\n</Key><Key><![CDATA[&amp;<x>]]></Key><Key>&nbsp;</Key>')).toEqual([
      ' a\n',
      '&amp;<x>',
      '&nbsp;',
    ]);
  });

  it('is refused with a document type, a character that is none, or another root', () => {
    for (const text of ['<!DOCTYPE a><a/>', '<a>&#0;</a>', '<a>&#9999999;</a>', '<b/>'])
      expect(() => textOf(parseXml(Buffer.from(text), 'a'), 'x')).toThrow();
  });
});
