import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import type { MadeDerivative, UploadRecord } from 'valetkey/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { derivativeKind } from '@/shared/derivatives/index.server';
import { docxPicture, makeDocx, makeOpenDocument, makePptx } from '../../test/makeOffice';
import { makeWorkbook } from '../../test/makeWorkbook';
import { type Deriving, openDeriving, reasonsOf } from '../../test/openDeriving';
import { createContainment } from '../containment/createContainment';
import { findTool } from '../containment/findTool';
import { findWalls } from '../containment/findWalls';
import { createDerivativeMaker } from './createDerivativeMaker';
import { officeFormats } from './officeFormats';

const openXml = 'application/vnd.openxmlformats-officedocument';
const docx = `${openXml}.wordprocessingml.document`;
const xlsx = `${openXml}.spreadsheetml.sheet`;
const pptx = `${openXml}.presentationml.presentation`;
const odt = 'application/vnd.oasis.opendocument.text';
const odp = 'application/vnd.oasis.opendocument.presentation';
const rtf = 'application/rtf';
const laughs = `<!DOCTYPE w [<!ENTITY a "${'ha'.repeat(50)}">${[...'bcdefghij'].map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghi'[at]};`.repeat(10)}">`).join('')}]>`;

let deriving: Deriving;
beforeAll(async () => {
  deriving = await openDeriving();
});
afterAll(() => deriving?.close());

const derive = (contentType: string, bytes: Buffer, using = deriving.makerOf('documents')) =>
  deriving.derive(using, contentType, bytes);
const pagesOf = (made: MadeDerivative[]) =>
  made.flatMap((one) => ('body' in one && one.name.startsWith('page-') ? [one] : []));

/** How much of all pages is dark, and how much is magenta, from 0 to 1. */
async function look(made: MadeDerivative[]): Promise<{ dark: number; magenta: number }> {
  const pages = pagesOf(made);
  if (pages.length === 0) throw new Error(`no page: ${reasonsOf(made)}`);
  let [dark, magenta, all] = [0, 0, 0];
  for (const page of pages) {
    const { data } = await sharp(page.body).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    all += data.length / 3;
    for (let at = 0; at < data.length; at += 3) {
      const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
      if (red + green + blue < 300) dark += 1;
      if (red > 200 && green < 80 && blue > 200) magenta += 1;
    }
  }
  return { dark: dark / all, magenta: magenta / all };
}

const pageBreak = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>';
const sheet = () =>
  makeWorkbook({
    Costs: [
      ['Item', 'Cost'],
      ['Rent', 1_000],
      ['Total', 1_000],
    ],
  });

it('every kind of office document has a reader', () => {
  const kinds = Object.keys(officeFormats);
  expect(kinds.map(derivativeKind)).toEqual(kinds.map(() => 'office'));
});

describe('without LibreOffice', () => {
  it.each([
    ['where it is missing', () => ({ office: null }), {}, 'tool_missing'],
    ['where PDF documents cannot be drawn', () => ({ pdftoppm: null }), {}, 'tool_missing'],
    [
      'where it would see our files',
      () => ({ office: { program: '/bin/false', directory: '/' }, pdftoppm: '/bin/false' }),
      { hideFiles: null },
      'not_contained',
    ],
  ] as const)('%s, nothing is made and it is said why', async (_name, lacking, walls, reason) => {
    const poor = createDerivativeMaker({
      work: 'documents',
      containment: await createContainment({
        directory: deriving.directory,
        findWalls: async () => ({ ...(await findWalls()), ...walls }),
      }),
      tools: { ...deriving.tools, ...lacking() },
    });
    const made = await derive(docx, makeDocx(), poor);
    expect(reasonsOf(made)).toEqual([`not_available ${reason}`]);
    expect(made.map(({ name }) => name)).toEqual(['page-1', 'thumb', 'thumb-2x']);
  });

  it('too large a document is not fetched', async () => {
    const made = await deriving.makerOf('documents').make({
      upload: { contentType: docx, size: 2 ** 40 } as UploadRecord,
      names: new Set(),
      read: () => Promise.reject(new Error('fetched')),
      keep: async () => {},
      signal: new AbortController().signal,
    });
    expect(reasonsOf(made)).toEqual(['failed too_large']);
  });
});

/** Without LibreOffice, or where it would see our files, there is nothing to look at; what is recorded then is tested above. */
const isHere =
  findTool('soffice') !== null && findTool('pdftoppm') !== null && (await findWalls()).hideFiles !== null;

describe.runIf(isHere)('pages', { timeout: 120_000 }, () => {
  it.each<[string, string, () => Buffer, number]>([
    ['DOCX', docx, () => makeDocx(), 1],
    ['XLSX', xlsx, sheet, 1],
    ['PPTX', pptx, () => makePptx(), 2],
    ['ODT', odt, () => makeOpenDocument(), 1],
    ['ODP', odp, () => makeOpenDocument('presentation'), 1],
    ['RTF', rtf, () => Buffer.from('{\\rtf1 Lease of the first house\\page and of the second}'), 2],
  ])('%s', async (_name, type, make, pages) => {
    const made = await derive(type, make());
    expect(reasonsOf(made)).toEqual(['available']);
    expect(made.map(({ name }) => name).sort()).toEqual([
      ...Array.from({ length: pages }, (_, index) => `page-${index + 1}`),
      'thumb',
      'thumb-2x',
    ]);
    expect((await look(made)).dark).toBeGreaterThan(0.0001);
  });

  it('are the first twenty of a long document', async () => {
    const made = await derive(docx, makeDocx({ body: pageBreak.repeat(30) }));
    expect(pagesOf(made)).toHaveLength(20);
  });

  it.each<[string, string, () => Buffer]>([
    ['that breaks off', docx, () => makeDocx().subarray(0, 900)],
    ['that is of another kind', odt, () => makeDocx()],
    [
      'that is a page of the web',
      'application/msword',
      () => Buffer.from('<html><img src="file:///etc/hostname">'),
    ],
    [
      'that grows without end',
      docx,
      () => makeDocx({ doctype: laughs, body: '<w:p><w:r><w:t>&j;</w:t></w:r></w:p>' }),
    ],
    ['that is empty inside', odt, () => makeOpenDocument('text', { body: '</office:text>' })],
  ])('are not made of one %s', async (_name, type, make) => {
    expect(reasonsOf(await derive(type, make()))).toEqual(['failed unreadable']);
  });

  // A quarter of a minute until the memory is full: in `npm run test:full`.
  it.runIf(process.env.VALETKEY_TEST_FULL)(
    'take no more than they may of one that unpacks to much',
    async () => {
      const body = '<w:p/>'.repeat(10_000_000);
      const made = await derive(docx, makeDocx({ body }));
      // The kernel refuses it memory, and it says no more than that it could not.
      expect(reasonsOf(made)).toEqual([expect.stringMatching(/^failed (too_much_work|unreadable)$/)]);
    },
  );
});

describe.runIf(isHere)('a document that names files and pages', { timeout: 120_000 }, () => {
  let outside: string;
  let png: Buffer;
  let canary: ReturnType<typeof createServer>;
  const asked: string[] = [];
  beforeAll(async () => {
    outside = await mkdtemp(join(tmpdir(), 'office-secret-'));
    png = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#f0f' } })
      .png()
      .toBuffer();
    await writeFile(join(outside, 'secret.png'), png);
    canary = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'image/png' }).end(png);
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    canary.close();
    await rm(outside, { recursive: true, force: true });
  });

  it('shows what it brings along', async () => {
    const bytes = makeDocx({
      body: docxPicture('rId9', false),
      links: [{ id: 'rId9', kind: 'image', target: 'media/a.png' }],
      more: [{ name: 'word/media/a.png', bytes: png }],
    });
    expect((await look(await derive(docx, bytes))).magenta).toBeGreaterThan(0.01);
  });

  const file = () => pathToFileURL(join(outside, 'secret.png')).href;
  const page = () => `http://127.0.0.1:${(canary.address() as AddressInfo).port}/secret.png`;
  const linked = () => [
    { id: 'rId8', kind: 'image', target: file(), isOutside: true },
    { id: 'rId9', kind: 'image', target: page(), isOutside: true },
  ];
  const framed = (element: string, target: string) =>
    `<draw:frame text:anchor-type="as-char" svg:width="5cm" svg:height="5cm"><draw:${element} xlink:href="${target}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame>`;
  const field = (target: string) => `{\\field{\\*\\fldinst INCLUDEPICTURE "${target}" \\\\d}{\\fldrslt of}}`;

  it.each<[string, string, () => Buffer]>([
    [
      'linked pictures',
      docx,
      () =>
        makeDocx({
          body: `<w:p><w:r><w:t>Lease</w:t></w:r></w:p>${docxPicture('rId8', true)}${docxPicture('rId9', true)}`,
          links: linked(),
        }),
    ],
    [
      'pictures, objects and frames',
      odt,
      () => {
        const frames = ['image', 'object', 'floating-frame'].map((element) => framed(element, file()));
        return makeOpenDocument('text', {
          body: `<text:p>Lease${frames.join('')}${framed('image', page())}</text:p>`,
        });
      },
    ],
    [
      'fields, also with paths and ways out of its folder',
      rtf,
      () => {
        const path = join(outside, 'secret.png');
        const fields = [file(), path, `..${path}`, `../..${path}`, page()].map(field);
        return Buffer.from(`{\\rtf1 Lease ${fields.join(' ')}}`);
      },
    ],
  ])('gets nothing by %s', async (_name, type, make) => {
    const seen = await look(await derive(type, make()));
    expect(seen.dark).toBeGreaterThan(0);
    expect(seen.magenta).toBe(0);
    expect(asked).toEqual([]);
  });
});
