import { type ZipEntry, zipOf } from './hostileArchives.ts';

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const part = (name: string, xml: string): ZipEntry => ({ name, bytes: Buffer.from(xml) });

const core = `${head}<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>Lease &amp; more</dc:title><dc:creator>Jane &#74;&bogus;</dc:creator><dcterms:created>2024-03-05T14:30:10Z</dcterms:created><dcterms:modified>2024-04-01T00:00:00Z</dcterms:modified></cp:coreProperties>`;
const app = (facts: string) => `${head}<Properties xmlns="p">${facts}</Properties>`;

/** Markup before the body of a document, as a document type. */
type OfficeOptions = { doctype?: string; body?: string; more?: readonly ZipEntry[] };

export function makeDocx({ doctype = '', body, more = [] }: OfficeOptions = {}): Buffer<ArrayBuffer> {
  const paragraphs =
    body ??
    '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>First</w:t><w:tab/><w:t xml:space="preserve">line </w:t></w:r></w:p><w:p><w:r><w:t>Second</w:t><w:br/><w:t>third</w:t></w:r><w:del><w:delText>gone</w:delText></w:del></w:p>';
  return zipOf([
    part('[Content_Types].xml', `${head}<Types/>`),
    part('docProps/core.xml', core),
    part('docProps/app.xml', app('<Pages>2</Pages><Words>4</Words>')),
    part(
      'word/document.xml',
      `${head}${doctype}<w:document xmlns:w="w"><w:body>${paragraphs}</w:body></w:document>`,
    ),
    ...more,
  ]);
}

export function makePptx(): Buffer<ArrayBuffer> {
  const slide = (text: string) =>
    `${head}<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`;
  return zipOf([
    part('docProps/core.xml', core),
    part('docProps/app.xml', app('<Slides>2</Slides>')),
    part('ppt/slides/slide10.xml', slide('tenth')),
    part('ppt/slides/slide2.xml', slide('second')),
    part('ppt/vbaProject.bin', 'x'),
  ]);
}

export function makeOpenDocument(type: 'text' | 'presentation' = 'text'): Buffer<ArrayBuffer> {
  return zipOf([
    part('mimetype', `application/vnd.oasis.opendocument.${type}`),
    part(
      'meta.xml',
      `${head}<o:document-meta xmlns:o="o" xmlns:dc="d" xmlns:meta="m"><dc:title>Notes</dc:title><meta:initial-creator>Jo</meta:initial-creator><meta:creation-date>2024-03-05T14:30:10Z</meta:creation-date><meta:document-statistic meta:page-count="3" meta:word-count="9"/></o:document-meta>`,
    ),
    part(
      'content.xml',
      `${head}<o:document-content xmlns:o="o" xmlns:text="t" xmlns:draw="d"><draw:page><text:h>Heading</text:h><text:p>a<text:s text:c="2"/>b<text:tab/><text:span>c</text:span><text:line-break/>d</text:p></draw:page></o:document-content>`,
    ),
  ]);
}
