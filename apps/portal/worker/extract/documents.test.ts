import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UploadRecord } from 'valetkey/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePdf } from '../../test/makePdf';
import { noPrograms } from '../../test/noPrograms';
import { type Containment, createContainment } from '../containment/createContainment';
import { findTool } from '../containment/findTool';
import { createExtractor } from './createExtractor';

let directory: string;
let containment: Containment;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'extract-test-'));
  containment = await createContainment({ directory });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const [pdfinfo, pdftotext] = [findTool('pdfinfo', process.env.PATH), findTool('pdftotext', process.env.PATH)];

async function extract(bytes: Buffer, tools = { pdfinfo, pdftotext }) {
  const extractor = createExtractor({
    containment,
    programs: { ...noPrograms, ...tools },
  });
  const result = await extractor.extract({
    upload: { contentType: 'application/pdf', size: bytes.length } as UploadRecord,
    read: async () => new Blob([new Uint8Array(bytes)]).stream(),
    signal: new AbortController().signal,
  });
  expect(await readdir(directory)).toEqual([]);
  return result;
}

describe.runIf(pdfinfo !== null && pdftotext !== null)('PDF documents', () => {
  it('tell their pages, author, dates and text', async () => {
    const info =
      '/Title (Lease) /Author (Jane\\nPages: 99) /CreationDate (D:20240305143010Z) /ModDate (D:20240401000000Z)';
    expect(await extract(makePdf({ pages: 3, info }))).toEqual({
      kind: 'document',
      pageCount: 3,
      slideCount: null,
      wordCount: null,
      hasMacros: false,
      title: 'Lease',
      author: expect.stringContaining('Jane'),
      createdAt: new Date('2024-03-05T14:30:10Z'),
      changedAt: new Date('2024-04-01T00:00:00Z'),
      text: expect.stringMatching(/^Page 1\s+Page 2\s+Page 3$/),
      isComplete: true,
    });
  });

  it('that say nothing about themselves are told as far as they go, and broken ones are not', async () => {
    expect(await extract(makePdf({ pages: 1 }))).toMatchObject({
      title: null,
      author: null,
      createdAt: null,
    });
    const broken = await extract(Buffer.from('%PDF-1.4 and no more'));
    expect(broken).toEqual({ state: 'failed', reason: 'unreadable' });
  });
});

it('without its programs a document is not read here, and that is said', async () => {
  const result = await extract(makePdf({ pages: 1 }), { pdfinfo, pdftotext: null });
  expect(result).toEqual({ state: 'not_available', reason: 'tool_missing' });
});
