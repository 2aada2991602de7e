import type { ExtractedRecording, RecordingTrack } from 'valetkey/server';
import { z } from 'zod';
import { showText } from './showText';

/** Tracks that are told. */
const maxTracks = 20;
const maxFactLength = 300;

const whole = z.int().optional().catch(undefined);
const text = z.string().max(10_000).optional().catch(undefined);

const answer = z.object({
  format: z
    .object({
      format_name: text,
      duration: text,
      bit_rate: text,
      tags: z.record(z.string(), z.string()).optional().catch(undefined),
    })
    .optional(),
  streams: z
    .array(
      z.object({
        codec_type: text,
        codec_name: text,
        width: whole,
        height: whole,
        avg_frame_rate: text,
        channels: whole,
        sample_rate: text,
        bit_rate: text,
        disposition: z.object({ attached_pic: whole }).optional(),
        tags: z.object({ rotate: text }).optional().catch(undefined),
        side_data_list: z
          .array(z.object({ rotation: z.number().optional() }))
          .optional()
          .catch(undefined),
      }),
    )
    .max(1_000),
});

type Stream = z.output<typeof answer>['streams'][number];

/** Numbers as the program prints them, and as the database has room for. */
function numberOf(printed: string | number | undefined, most: number): number | null {
  const number = Number(printed ?? Number.NaN);
  return Number.isFinite(number) && number > 0 && number <= most ? number : null;
}

function wholeOf(printed: string | number | undefined, most = 2 ** 31 - 1): number | null {
  const number = numberOf(printed, most);
  return number === null || !Number.isInteger(number) ? null : number;
}

/** `30000/1001` */
function rateOf(printed: string | undefined): number | null {
  const [, over, under] = /^(\d{1,9})\/(\d{1,9})$/.exec(printed ?? '') ?? [];
  const rate = numberOf(Number(over) / Number(under), 100_000);
  return rate === null ? null : Math.round(rate * 1_000) / 1_000;
}

function isTurned({ tags, side_data_list }: Stream): boolean {
  const degrees =
    side_data_list?.find((one) => one.rotation !== undefined)?.rotation ?? Number(tags?.rotate ?? 0);
  return Math.abs(degrees) % 180 === 90;
}

const codecOf = (name: string | undefined) => (/^[a-z0-9_]{1,40}$/.test(name ?? '') ? (name ?? null) : null);

function toTrack(stream: Stream, kind: RecordingTrack['kind']): RecordingTrack {
  const isVideo = kind === 'video';
  const [width, height] = [wholeOf(stream.width), wholeOf(stream.height)];
  const isSized = isVideo && width !== null && height !== null;
  return {
    kind,
    codec: codecOf(stream.codec_name),
    width: isSized ? (isTurned(stream) ? height : width) : null,
    height: isSized ? (isTurned(stream) ? width : height) : null,
    frameRate: isVideo ? rateOf(stream.avg_frame_rate) : null,
    channels: isVideo ? null : wholeOf(stream.channels),
    sampleRate: isVideo ? null : wholeOf(stream.sample_rate),
    bitRate: wholeOf(stream.bit_rate, Number.MAX_SAFE_INTEGER),
  };
}

/** One reader reads all of a family, and names it after all of them; which of them a file is, it says itself. */
function containerOf(names: string | undefined, brand: string | undefined): string | null {
  const [first = ''] = (names ?? '').split(',');
  if (first === 'mov') return brand?.trim() === 'qt' ? 'mov' : 'mp4';
  return /^[a-z0-9]{1,20}$/.test(first) ? first : null;
}

function momentOf(said: string | undefined): Date | null {
  const date = new Date(said ?? '');
  const year = date.getUTCFullYear();
  // A clock that was never set says the beginning of its time.
  return year > 1970 && year < 10_000 ? date : null;
}

const toTrackKind = ({ codec_type, disposition }: Stream): RecordingTrack['kind'] | null => {
  if (codec_type === 'audio') return 'audio';
  // Covers are pictures beside the sound.
  return codec_type === 'video' && disposition?.attached_pic !== 1 ? 'video' : null;
};

function parse(printed: string) {
  try {
    return answer.parse(JSON.parse(printed));
  } catch {
    return null;
  }
}

/** What the program that reads headers printed, in our words; `null` where it is no recording. */
export function toRecording(printed: string): ExtractedRecording | null {
  const parsed = parse(printed);
  if (parsed === null) return null;
  const { format, streams } = parsed;
  // Names of tags are written in any case.
  const tags = new Map(
    Object.entries(format?.tags ?? {}).map(([name, value]) => [name.toLowerCase(), value.trim()]),
  );
  const container = containerOf(format?.format_name, tags.get('major_brand'));
  if (container === null) return null;
  const tracks = streams.flatMap((stream) => {
    const kind = toTrackKind(stream);
    return kind === null ? [] : [toTrack(stream, kind)];
  });
  const fact = (name: string) => {
    const value = tags.get(name) ?? '';
    return value === '' ? null : showText(value, maxFactLength);
  };
  return {
    kind: 'recording',
    container,
    durationSeconds: numberOf(format?.duration, 1e9),
    bitRate: wholeOf(format?.bit_rate, Number.MAX_SAFE_INTEGER),
    title: fact('title'),
    artist: fact('artist'),
    recordedAt: momentOf(tags.get('com.apple.quicktime.creationdate') ?? tags.get('creation_time')),
    hasPosition: [...tags.keys()].some((name) => /^location|\.location\./.test(name)),
    isComplete: tracks.length <= maxTracks,
    tracks: tracks.slice(0, maxTracks),
  };
}
