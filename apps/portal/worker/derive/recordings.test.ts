import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noise } from '../../test/hostilePictures';
import { type Deriving, openDeriving, reasonsOf } from '../../test/openDeriving';
import { findTool } from '../containment/findTool';
import type { DerivativeWork } from './createDerivativeMaker';

let deriving: Deriving;
let sources: string;
beforeAll(async () => {
  deriving = await openDeriving();
  sources = await mkdtemp(join(tmpdir(), 'recordings-test-'));
});
afterAll(async () => {
  await deriving?.close();
  await rm(sources, { recursive: true, force: true });
});

const derive = (work: DerivativeWork, contentType: string, bytes: Buffer, using = deriving.tools) =>
  deriving.derive(deriving.makerOf(work, using), contentType, bytes);

/** A recording that FFmpeg itself makes, of moving stripes and a tone. */
async function record(name: string, ...args: string[]): Promise<Buffer> {
  const file = join(sources, name);
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args, file]);
  return readFile(file);
}
const stripes = ['-f', 'lavfi', '-i', 'testsrc=duration=2:size=320x180:rate=10'];
const tone = ['-f', 'lavfi', '-i', 'sine=duration=2'];

describe.runIf(findTool('ffmpeg') !== null)('recordings', () => {
  it('of pictures have a poster, and a preview that plays in every browser and says first what it needs', async () => {
    const film = await record('film.mov', ...stripes, ...tone, '-c:v', 'mpeg4', '-c:a', 'pcm_s16le');
    const pictures = await derive('pictures', 'video/quicktime', film);
    expect(pictures.map(({ name }) => name)).toEqual(['thumb', 'thumb-2x', 'poster']);
    expect(pictures[2]).toMatchObject({ contentType: 'image/webp', width: 320, height: 180 });
    const [preview] = await derive('previews', 'video/quicktime', film);
    expect(preview).toMatchObject({ name: 'preview', contentType: 'video/mp4', width: 320, height: 180 });
    if (preview === undefined || !('body' in preview)) throw new Error(JSON.stringify(preview));
    expect(preview.durationSeconds).toBeCloseTo(2, 0);
    const text = Buffer.from(preview.body).toString('latin1');
    expect(text.indexOf('moov')).toBeLessThan(text.indexOf('mdat'));
    expect([text.includes('avc1'), text.includes('mp4a')]).toEqual([true, true]);
  });

  it('whose dots are not square have a poster as wide as the film', async () => {
    const square = (shape: string) => ['-vf', `scale=360:288,setsar=${shape}`, '-c:v', 'mpeg2video'];
    const posterOf = async (shape: string) =>
      (await derive('pictures', 'video/mpeg', await record('old.mpg', ...stripes, ...square(shape)))).at(-1);
    expect(await posterOf('64/45')).toMatchObject({ name: 'poster', width: 512, height: 288 });
    expect(await posterOf('1/1')).toMatchObject({ name: 'poster', width: 360, height: 288 });
  });

  it('of sound have a waveform, and a preview', async () => {
    const sound = await record('sound.wav', ...tone);
    const [waveform] = await derive('pictures', 'audio/wav', sound);
    expect(waveform).toMatchObject({ name: 'waveform', contentType: 'image/webp', width: 1_600 });
    const [preview] = await derive('previews', 'audio/wav', sound);
    expect(preview).toMatchObject({ name: 'preview', contentType: 'audio/mp4' });
  });

  it('that cannot be read, or are not what they say, are told so', async () => {
    const film = await record('short.mp4', ...stripes, '-c:v', 'mpeg4');
    const half = film.subarray(0, film.length / 2);
    for (const bytes of [half, noise(10_000), Buffer.alloc(0)])
      expect(reasonsOf(await derive('pictures', 'video/mp4', bytes))).toEqual(['failed unreadable']);
    const sound = await record('only.m4a', ...tone);
    expect(reasonsOf(await derive('pictures', 'video/mp4', sound))).toEqual(['failed no_picture']);
    expect(reasonsOf(await derive('previews', 'video/mp4', sound))).toEqual(['failed no_picture']);
  });

  it('FC-029: of frames larger than a wall are not opened', async () => {
    const film = await record('wide.avi', ...stripes, '-c:v', 'rawvideo', '-pix_fmt', 'bgr24');
    // The header's own words, in both places where it says them. Of what is larger still FFmpeg itself says that it is nothing.
    for (const [width, height, reason] of [
      [16_384, 8_192, 'failed too_large'],
      [32_768, 32_768, 'failed no_picture'],
    ] as const) {
      for (const at of [film.indexOf('avih') + 40, film.indexOf('strf') + 12]) {
        film.writeUInt32LE(width, at);
        film.writeUInt32LE(height, at + 4);
      }
      expect(reasonsOf(await derive('pictures', 'video/vnd.avi', film))).toEqual([reason]);
    }
  });

  it('that are lists of other files open none of them', async () => {
    let requests = 0;
    const canary = createServer((_request, response) => {
      requests += 1;
      response.end();
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const { port } = canary.address() as { port: number };
    for (const list of [
      `#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:${port}/a.ts\n#EXTINF:1,\nfile:///etc/passwd\n`,
      `ffconcat version 1.0\nfile /etc/passwd\n`,
    ])
      for (const work of ['pictures', 'previews'] as const)
        expect(reasonsOf(await derive(work, 'video/mp4', Buffer.from(list)))).toEqual(['failed unreadable']);
    expect(requests).toBe(0);
    canary.close();
  });
});

it('without FFmpeg there are no previews, and that is the machine s fault', async () => {
  for (const work of ['pictures', 'previews'] as const)
    for (const type of ['video/mp4', 'audio/mpeg'])
      expect(reasonsOf(await derive(work, type, noise(100), { ...deriving.tools, media: null }))).toEqual([
        'not_available tool_missing',
      ]);
});
