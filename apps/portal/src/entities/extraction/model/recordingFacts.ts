import { formatDateTime, formatFigure } from '@/shared/lib';
import { extractionTexts } from '@/shared/texts';
import { describeWord } from './describeWord';
import type { ExtractedRecording, RecordingTrack } from './Extraction';
import type { Fact } from './Fact';

const texts = extractionTexts.recording;

/** `1:02:03`, `0:07` */
function formatLength(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const rateOf = (bitRate: number | null) =>
  bitRate === null ? null : texts.bitRate(formatFigure(Math.round(bitRate / 1_000)));

function describeTrack(track: RecordingTrack): string {
  const { codec, width, height, frameRate, channels, sampleRate, bitRate } = track;
  return [
    codec === null ? texts.unknownCodec : describeWord(texts.codecs, codec),
    width === null || height === null ? null : texts.pixels(formatFigure(width), formatFigure(height)),
    frameRate === null ? null : texts.frameRate(formatFigure(frameRate)),
    channels === null ? null : texts.channels(channels),
    sampleRate === null ? null : texts.sampleRate(formatFigure(sampleRate / 1_000)),
    rateOf(bitRate),
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** What a film or a piece of sound says about itself, and about each of its tracks, each with its name. */
export function recordingFacts(recording: ExtractedRecording): Fact[] {
  const { container, durationSeconds, bitRate, title, artist, recordedAt, tracks } = recording;
  return [
    [texts.container, describeWord(texts.containers, container)],
    [texts.duration, durationSeconds === null ? null : formatLength(durationSeconds)],
    [texts.rate, rateOf(bitRate)],
    ...tracks.map((track, index): [string, string] => [
      texts.track(track.kind, tracks.slice(0, index + 1).filter(({ kind }) => kind === track.kind).length),
      describeTrack(track),
    ]),
    [texts.name, title],
    [texts.artist, artist],
    [texts.recorded, recordedAt === null ? null : formatDateTime(recordedAt)],
  ];
}
