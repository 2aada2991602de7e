import { type ZipEntry, zipOf } from './hostileArchives.ts';

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const part = (name: string, xml: string): ZipEntry => ({ name, bytes: Buffer.from(xml) });

const packaged = 'http://schemas.openxmlformats.org/package/2006';
const related = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const slides = 'http://schemas.openxmlformats.org/presentationml/2006/main';
const drawing = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const open = 'urn:oasis:names:tc:opendocument:xmlns';

const core = `${head}<cp:coreProperties xmlns:cp="${packaged}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Lease &amp; more</dc:title><dc:creator>Jane &#74;&bogus;</dc:creator><dcterms:created>2024-03-05T14:30:10Z</dcterms:created><dcterms:modified>2024-04-01T00:00:00Z</dcterms:modified></cp:coreProperties>`;
const app = (facts: string) => `${head}<Properties xmlns="p">${facts}</Properties>`;

const types = (overrides: Readonly<Record<string, string>>) =>
  part(
    '[Content_Types].xml',
    `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>${Object.entries(
      overrides,
    )
      .map(
        ([name, type]) =>
          `<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>`,
      )
      .join('')}</Types>`,
  );

type Relationship = { id: string; kind: string; target: string; isOutside?: boolean };

const relationships = (name: string, all: readonly Relationship[]) =>
  part(
    name,
    `${head}<Relationships xmlns="${packaged}/relationships">${all
      .map(
        ({ id, kind, target, isOutside }) =>
          `<Relationship Id="${id}" Type="${related}/${kind}" Target="${target}"${isOutside ? ' TargetMode="External"' : ''}/>`,
      )
      .join('')}</Relationships>`,
  );

type OfficeOptions = {
  /** Markup before the body of a document, as a document type. */
  doctype?: string;
  /** What the document holds. @default two paragraphs */
  body?: string;
  more?: readonly ZipEntry[];
  /** What the document names beside itself, by the ids of its body. @default nothing */
  links?: readonly Relationship[];
};

export function makeDocx({
  doctype = '',
  body,
  more = [],
  links = [],
}: OfficeOptions = {}): Buffer<ArrayBuffer> {
  const paragraphs =
    body ??
    '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>First</w:t><w:tab/><w:t xml:space="preserve">line </w:t></w:r></w:p><w:p><w:r><w:t>Second</w:t><w:br/><w:t>third</w:t></w:r><w:del><w:delText>gone</w:delText></w:del></w:p>';
  return zipOf([
    types({ 'word/document.xml': 'wordprocessingml.document.main' }),
    relationships('_rels/.rels', [{ id: 'rId1', kind: 'officeDocument', target: 'word/document.xml' }]),
    part('docProps/core.xml', core),
    part('docProps/app.xml', app('<Pages>2</Pages><Words>4</Words>')),
    part(
      'word/document.xml',
      `${head}${doctype}<w:document xmlns:w="${word}" xmlns:r="${related}" xmlns:a="${drawing}"><w:body>${paragraphs}</w:body></w:document>`,
    ),
    relationships('word/_rels/document.xml.rels', links),
    ...more,
  ]);
}

/** A picture of a document, from what its relationship of that id leads to. */
export function docxPicture(id: string, isLink: boolean): string {
  const wide = 3_000_000;
  return `<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:extent cx="${wide}" cy="${wide}"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:${isLink ? 'link' : 'embed'}="${id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${wide}" cy="${wide}"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
}

export function makePptx(): Buffer<ArrayBuffer> {
  const tree = (shapes: string) =>
    `<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>${shapes}</p:spTree></p:cSld>`;
  const names = `xmlns:p="${slides}" xmlns:a="${drawing}" xmlns:r="${related}"`;
  const slide = (text: string) =>
    `${head}<p:sld ${names}>${tree(
      `<p:sp><p:nvSpPr><p:cNvPr id="2" name="t"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="914400" y="914400"/><a:ext cx="6000000" cy="1000000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`,
    )}</p:sld>`;
  return zipOf([
    types({
      'ppt/presentation.xml': 'presentationml.presentation.main',
      'ppt/slideMasters/slideMaster1.xml': 'presentationml.slideMaster',
      'ppt/slides/slide10.xml': 'presentationml.slide',
      'ppt/slides/slide2.xml': 'presentationml.slide',
    }),
    relationships('_rels/.rels', [{ id: 'rId1', kind: 'officeDocument', target: 'ppt/presentation.xml' }]),
    part('docProps/core.xml', core),
    part('docProps/app.xml', app('<Slides>2</Slides>')),
    part(
      'ppt/presentation.xml',
      `${head}<p:presentation ${names}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId3"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>`,
    ),
    relationships('ppt/_rels/presentation.xml.rels', [
      { id: 'rId1', kind: 'slideMaster', target: 'slideMasters/slideMaster1.xml' },
      { id: 'rId2', kind: 'slide', target: 'slides/slide2.xml' },
      { id: 'rId3', kind: 'slide', target: 'slides/slide10.xml' },
    ]),
    part(
      'ppt/slideMasters/slideMaster1.xml',
      `${head}<p:sldMaster ${names}>${tree('')}<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/></p:sldMaster>`,
    ),
    part('ppt/slides/slide10.xml', slide('tenth')),
    part('ppt/slides/slide2.xml', slide('second')),
    part('ppt/vbaProject.bin', 'x'),
  ]);
}

type OpenOptions = {
  /** What the document holds. @default a heading and a paragraph */
  body?: string;
  more?: readonly ZipEntry[];
};

export function makeOpenDocument(
  type: 'text' | 'presentation' = 'text',
  { body, more = [] }: OpenOptions = {},
): Buffer<ArrayBuffer> {
  const text =
    '<text:h>Heading</text:h><text:p>a<text:s text:c="2"/>b<text:tab/><text:span>c</text:span><text:line-break/>d</text:p>';
  const page =
    body ??
    (type === 'text'
      ? text
      : `<draw:page draw:name="one"><draw:frame svg:x="2cm" svg:y="2cm" svg:width="15cm" svg:height="5cm"><draw:text-box>${text}</draw:text-box></draw:frame></draw:page>`);
  const mimetype = `application/vnd.oasis.opendocument.${type}`;
  const names = ['office', 'text', 'draw', 'meta', 'style', 'script', 'table', 'presentation']
    .map((name) => `xmlns:${name}="${open}:${name === 'draw' ? 'drawing' : name}:1.0"`)
    .join(' ');
  const others = `xmlns:svg="${open}:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"`;
  return zipOf([
    part('mimetype', mimetype),
    part(
      'META-INF/manifest.xml',
      `${head}<manifest:manifest xmlns:manifest="${open}:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="${mimetype}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
    ),
    part(
      'meta.xml',
      `${head}<office:document-meta ${names} ${others}><office:meta><dc:title>Notes</dc:title><meta:initial-creator>Jo</meta:initial-creator><meta:creation-date>2024-03-05T14:30:10Z</meta:creation-date><meta:document-statistic meta:page-count="3" meta:word-count="9"/></office:meta></office:document-meta>`,
    ),
    part(
      'content.xml',
      `${head}<office:document-content ${names} ${others} office:version="1.2"><office:body><office:${type}>${page}</office:${type}></office:body></office:document-content>`,
    ),
    ...more,
  ]);
}
