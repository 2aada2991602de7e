import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { findWalls } from '../worker/containment/findWalls.ts';
import { exifBlock, withExif } from './exifBlock.ts';
import { tarOf, zipOf } from './hostileArchives.ts';
import { bitmapOf, gifOfFrames, heicOf, pngOfSize, pngWithProfile } from './hostilePictures.ts';
import { eicar, makeDocx as makeInfected, makeTar, makeZip } from './makeArchive.ts';
import { makeDocx } from './makeOffice.ts';
import { makePdf } from './makePdf.ts';
import { makeWav } from './makeWav.ts';
import { makeWorkbook } from './makeWorkbook.ts';

/** A file of the folder, and where it has to end. */
export type FolderFile = {
  name: string;
  bytes: Uint8Array;
  /** One of these storage states. */
  states: readonly string[];
  /** What is made of it, each in one of these states; nothing else may be, beside what processors add. */
  derivatives: Readonly<Record<string, readonly string[]>>;
  /** The state and kind of what is read out of it; `null` where nothing is. */
  extraction: { kind: string; states: readonly string[] } | null;
};

export const hasTool = (name: string) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
const hasFfmpeg = hasTool('ffmpeg') && hasTool('ffprobe');
const hasPoppler = hasTool('pdftoppm') && hasTool('pdfinfo');
/** LibreOffice, where it is kept from the files of this machine: elsewhere it is not used. */
const hasOffice = hasTool('soffice') && hasPoppler && (await findWalls()).walls.hasOwnFiles;

const made = ['available'];
const broken = ['failed'];
const absent = ['not_available'];
/** What a tool makes of a sound file, or that it is not here. */
const by = (isThere: boolean, states: readonly string[] = made) => (isThere ? states : absent);

const all = (names: readonly string[], states: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, states]));
const picture = (states: readonly string[] = made) => all(['web', 'thumb', 'thumb-2x'], states);
const pages = (states: readonly string[]) => all(['page-1', 'thumb', 'thumb-2x'], states);
const film = (states: readonly string[]) => all(['poster', 'thumb', 'thumb-2x', 'preview'], states);
const sound = (states: readonly string[]) => all(['waveform', 'preview'], states);

const half = (bytes: Uint8Array) => bytes.subarray(0, Math.floor(bytes.length / 2));

function record(name: string): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'folder-film-'));
  const file = path.join(folder, name);
  const source = [
    '-f',
    'lavfi',
    '-i',
    'testsrc=duration=2:size=320x180:rate=10',
    '-f',
    'lavfi',
    '-i',
    'sine=duration=2',
  ];
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...source, '-c:v', 'libx264', '-c:a', 'aac', file]);
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true });
  return bytes;
}

function makeCsv(rows: number): Buffer {
  const lines = ['id;amount;customer'];
  for (let at = 1; at <= rows; at += 1) lines.push(`${at};${(at % 1_000) / 4};customer ${at % 5_000}`);
  return Buffer.from(`${lines.join('\n').replaceAll('.', ',')}\n`);
}

/**
 * A folder of real files of every kind that people hand in, and of every kind of harm: infected, bombs, cut off in the middle, called
 * something else than they are.
 */
export async function makeFolder({ csvRows }: { csvRows: number }): Promise<FolderFile[]> {
  const plain = sharp({ create: { width: 320, height: 200, channels: 3, background: '#26a' } });
  const jpeg = withExif(await plain.clone().jpeg().toBuffer(), exifBlock());
  const png = await plain.clone().png().toBuffer();
  const avif = await plain.clone().avif({ effort: 0 }).toBuffer();
  const tiff = await plain.clone().tiff().toBuffer();
  const pdf = makePdf({ pages: 1 });
  const docx = makeDocx();
  const xlsx = makeWorkbook({
    Costs: [
      ['Item', 'Cost'],
      ['Rent', 1_000],
      ['Heat', 250.5],
      ['Total', 1_300],
    ],
  });
  const wav = makeWav(2);
  const zip = zipOf([{ name: 'papers/lease.txt', bytes: Buffer.from('The lease') }]);
  const tar = tarOf([{ name: 'lease.txt', bytes: Buffer.from('The lease') }]);
  const films = hasFfmpeg ? { mp4: record('film.mp4'), mov: record('film.mov') } : null;

  const file = (
    name: string,
    bytes: Uint8Array,
    kind: string | null,
    derivatives: FolderFile['derivatives'] = {},
    extracted: readonly string[] = made,
  ): FolderFile => ({
    name,
    bytes,
    states: ['available'],
    derivatives,
    extraction: kind === null ? null : { kind, states: extracted },
  });
  const refused = (name: string, bytes: Uint8Array): FolderFile => ({
    name,
    bytes,
    states: ['rejected'],
    derivatives: {},
    extraction: null,
  });
  const held = (name: string, bytes: Uint8Array): FolderFile => ({
    ...refused(name, bytes),
    states: ['quarantined'],
  });
  const either = ['available', 'failed', 'not_available'];

  return [
    file('photo.jpg', jpeg, 'image', picture()),
    file('picture.avif', avif, 'image', picture()),
    // A decoder for it is not everywhere, and the content is empty.
    file('phone.heic', heicOf(64, 48), 'image', picture(['not_available', 'failed']), either),
    file('picture.png', png, 'image', picture()),
    file('moving.gif', gifOfFrames(20), 'image', picture()),
    file('scan.tiff', tiff, 'image', picture()),
    file('screen.bmp', bitmapOf(320, 200), 'image', picture(by(hasFfmpeg))),
    file('lease.pdf', pdf, 'document', pages(by(hasPoppler)), by(hasPoppler)),
    file('minutes.docx', docx, 'document', pages(by(hasOffice))),
    file('costs.xlsx', xlsx, 'table', pages(by(hasOffice))),
    file('figures.csv', makeCsv(csvRows), 'table'),
    file('notes.txt', Buffer.from('first line\r\ncaf\xe9\r\n', 'latin1'), 'text'),
    file('readme.md', Buffer.from('# Handover\n\n- the keys 📄\n'), 'text'),
    file('from windows.log', Buffer.from('\ufeffstarted\r\nstopped\r\n', 'utf16le'), 'text'),
    file('settings.yaml', Buffer.from('colour: blue\n'), 'text'),
    // It breaks off, so it is no table and still a text.
    file('half.json', Buffer.from('{"rows": [1,\n'), 'text'),
    file('tone.wav', wav, 'recording', sound(by(hasFfmpeg)), by(hasFfmpeg)),
    file('papers.zip', zip, 'archive'),
    file('papers.tar', tar, 'archive'),
    ...(films === null
      ? []
      : [
          file('film.mp4', films.mp4, 'recording', film(made)),
          file('film.mov', films.mov, 'recording', film(made)),
          // What a player needs to know comes last, and is not there.
          file('half.mp4', half(films.mp4), 'recording', film(broken), broken),
          file('half.mov', half(films.mov), 'recording', film(broken), broken),
          refused('film called.pdf', films.mp4),
          refused('film called.png', films.mov),
        ]),

    held('infected.txt', eicar()),
    held('infected.zip', makeZip([{ name: 'inner.txt', bytes: eicar() }])),
    held('infected.tar', makeTar([{ name: 'inner.txt', bytes: eicar() }])),
    held('infected.docx', makeInfected('Minutes', eicar())),

    file('bomb of pixels.png', pngOfSize(20_000, 20_000), 'image', picture(broken)),
    file('bomb in colours.png', pngWithProfile(64 * 1024 ** 2), 'image', picture(either), either),
    {
      // Some scanners hold what says that it unpacks to a terabyte, and some find nothing in it.
      ...file('bomb.zip', zipOf([{ name: 'x', bytes: Buffer.from('x'), saidSize: 2 ** 40 }]), 'archive'),
      states: ['available', 'quarantined'],
    },

    file('half.jpg', half(jpeg), 'image', picture(broken), either),
    file('half.avif', half(avif), 'image', picture(broken), either),
    file('half.png', half(png), 'image', picture(broken), either),
    file('half.gif', gifOfFrames(1).subarray(0, 20), 'image', picture(broken), either),
    file('half.tiff', half(tiff), 'image', picture(broken), either),
    file('half.bmp', half(bitmapOf(320, 200)), 'image', picture(by(hasFfmpeg, broken)), either),
    file('half.pdf', half(pdf), 'document', pages(by(hasPoppler, either)), either),
    file('half.docx', half(docx), 'document', pages(by(hasOffice, broken)), broken),
    file('half.xlsx', half(xlsx), 'table', pages(by(hasOffice, broken)), broken),
    file('half.zip', half(zip), 'archive', {}, broken),
    // What is there of a tone, a listing and a table is one.
    file('half.wav', half(wav), 'recording', sound(by(hasFfmpeg, either)), by(hasFfmpeg, either)),
    file('half.tar', half(tar), 'archive', {}, either),
    file('half.log', Buffer.from('\ufeffstarted\n', 'utf16le').subarray(0, -1), 'text'),
    file('half.csv', half(makeCsv(100)), 'table'),

    refused('photo called.png', jpeg),
    refused('picture called.jpg', avif),
    refused('phone called.jpg', heicOf(64, 48)),
    refused('picture called.gif', png),
    refused('moving called.png', gifOfFrames(2)),
    refused('scan called.jpg', tiff),
    refused('screen called.png', bitmapOf(8, 8)),
    refused('lease called.png', pdf),
    refused('minutes called.pdf', docx),
    refused('costs called.pdf', xlsx),
    refused('figures called.pdf', makeCsv(10)),
    refused('tone called.jpg', wav),
    refused('papers called.pdf', zip),
    refused('papers called.jpg', tar),
    refused('program called.pdf', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(2_000)])),
  ];
}
