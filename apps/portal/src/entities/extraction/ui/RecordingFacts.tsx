'use client';

import { formatDateTime, formatFigure } from '@/shared/lib';
import { extractionTexts } from '@/shared/texts';
import { Notice } from '@/shared/ui';
import { describeWord } from '../model/describeWord';
import type { ExtractedRecording, RecordingTrack } from '../model/Extraction';
import { FactList } from './FactList';

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

/** What a film or a piece of sound says about itself, and about each of its tracks. */
export function RecordingFacts({ recording }: { recording: ExtractedRecording }) {
  const { container, durationSeconds, bitRate, title, artist, recordedAt, hasPosition, tracks } = recording;
  const facts: readonly (readonly [string, string | null])[] = [
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
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <FactList facts={facts} />
      {!recording.isComplete && <p className="text-wait">{texts.moreTracks(tracks.length)}</p>}
      {hasPosition && <Notice look="wait">{texts.position}</Notice>}
      <p className="text-muted">{texts.note}</p>
    </div>
  );
}
