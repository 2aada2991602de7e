import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UploadRecord } from 'valetkey/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../test/buildProgram';
import { zipOf } from '../../test/hostileArchives';
import { makeDocx, makeOpenDocument, makePptx } from '../../test/makeOffice';
import { noPrograms } from '../../test/noPrograms';
import { type Containment, createContainment } from '../containment/createContainment';
import { createExtractor } from './createExtractor';
import { readXml } from './readXml';

const office = 'application/vnd.openxmlformats-officedocument';
const docx = `${office}.wordprocessingml.document`;
const pptx = `${office}.presentationml.presentation`;
const odt = 'application/vnd.oasis.opendocument.text';
const odp = 'application/vnd.oasis.opendocument.presentation';

let directory: string;
let containment: Containment;
let program: Awaited<ReturnType<typeof buildProgram>>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'extract-test-'));
  containment = await createContainment({ directory });
  program = await buildProgram('worker/extract/officeProgram.ts');
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await program?.remove();
});

async function extract(contentType: string, bytes: Buffer) {
  const extractor = createExtractor({
    containment,
    programs: { ...noPrograms, office: program.path },
  });
  const result = await extractor.extract({
    upload: { contentType, size: bytes.length } as UploadRecord,
    read: async () => new Blob([new Uint8Array(bytes)]).stream(),
    signal: new AbortController().signal,
  });
  expect(await readdir(directory)).toEqual([]);
  return result;
}

describe('documents of office programs', () => {
  it('tell what they say about themselves, and their text', async () => {
    const said = {
      kind: 'document',
      title: 'Lease & more',
      author: 'Jane J&bogus;',
      createdAt: new Date('2024-03-05T14:30:10Z'),
      changedAt: new Date('2024-04-01T00:00:00Z'),
      isComplete: true,
    };
    expect(await extract(docx, makeDocx())).toEqual({
      ...said,
      pageCount: 2,
      slideCount: null,
      wordCount: 4,
      hasMacros: false,
      text: 'First line\nSecond\nthird',
    });
    expect(await extract(pptx, makePptx())).toEqual({
      ...said,
      pageCount: null,
      slideCount: 2,
      wordCount: null,
      hasMacros: true,
      text: 'second\ntenth',
    });
    expect(await extract(odt, makeOpenDocument())).toEqual({
      ...said,
      title: 'Notes',
      author: 'Jo',
      changedAt: null,
      pageCount: 3,
      slideCount: null,
      wordCount: 9,
      hasMacros: false,
      text: 'Heading\na  b c\nd',
    });
    expect(await extract(odp, makeOpenDocument('presentation'))).toMatchObject({
      slideCount: 1,
      pageCount: null,
    });
  });

  it('keep half a million characters and say that there are more', async () => {
    const body = `<w:p><w:r><w:t>${'word '.repeat(150_000)}</w:t></w:r></w:p>`;
    expect(await extract(docx, makeDocx({ body }))).toMatchObject({
      text: expect.stringMatching(/^(word ){100}/),
      isComplete: false,
    });
  });
});

describe('hostile ones', () => {
  const entities = `<!DOCTYPE w [<!ENTITY a "${'x'.repeat(1_000)}"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`;
  const bomb = Buffer.alloc(30 * 1024 ** 2, 0x20);

  it.each([
    ['entities that grow or lead elsewhere', docx, () => makeDocx({ doctype: entities }), 'unreadable'],
    ['no document in it', docx, () => zipOf([{ name: 'a.txt', bytes: Buffer.from('x') }]), 'unreadable'],
    ['the other format', pptx, () => makeDocx(), 'unreadable'],
    ['no archive', odt, () => Buffer.from('PK and no more'), 'unreadable'],
    ['a part that breaks off', docx, () => makeDocx({ body: '<w:p><![CDATA[' }), 'unreadable'],
    [
      'a bomb beside it',
      docx,
      () => makeDocx({ more: [{ name: 'word/media/a.png', bytes: bomb }] }),
      'too_much_work',
    ],
    [
      'a header that says little and unpacks to much',
      docx,
      () => zipOf([{ name: 'word/document.xml', bytes: Buffer.alloc(80 * 1024 ** 2, 0x20), saidSize: 100 }]),
      'too_much_work',
    ],
    [
      'a header that says far too much',
      docx,
      () => zipOf([{ name: 'word/document.xml', bytes: Buffer.from('<a/>'), saidSize: 2 ** 31 }]),
      'too_much_work',
    ],
    ['a password', docx, () => makeDocx({ more: [{ name: 'x', isEncrypted: true }] }), 'encrypted'],
  ])('with %s are not read', async (_, contentType, make, reason) => {
    expect(await extract(contentType, make())).toEqual({ state: 'failed', reason });
  });

  it('are as deep as they like, and come to their text', async () => {
    const depth = 200_000;
    const body = `${'<w:p>'.repeat(depth)}<w:t>deep</w:t>${'</w:p>'.repeat(depth)}`;
    expect(await extract(docx, makeDocx({ body }))).toMatchObject({ text: 'deep', isComplete: true });
  });
});

it('XML is read as it is written, in whatever form', () => {
  const told: string[] = [];
  readXml(
    `<?xml version="1.0"?><!-- <no> --><a:b c='1 &gt; 0' x:d="2"><![CDATA[<raw>&amp;]]>t&lt;&#x41;</a:b><e />`,
    {
      open: (name, attribute) =>
        told.push(`open ${name} ${attribute('c')} ${attribute('d')} ${attribute('none')}`),
      text: (text) => told.push(text),
      close: (name) => told.push(`close ${name}`),
    },
  );
  expect(told).toEqual([
    'open b 1 > 0 2 null',
    '<raw>&amp;',
    't<A',
    'close b',
    'open e null null null',
    'close e',
  ]);
});
