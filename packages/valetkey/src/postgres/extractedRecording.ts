import type { ExtractedRecording, RecordingTrack } from '../server/ExtractionRecords.ts';
import type { Queryable } from './inTransaction.ts';

const toNumber = (value: string | null) => (value === null ? null : Number(value));

export async function writeRecording(
  client: Queryable,
  uploadId: string,
  recording: ExtractedRecording,
): Promise<void> {
  await client.query(
    `insert into valetkey.extracted_recording
       (upload_id, container, duration_seconds, bit_rate, title, artist, recorded_at, has_position, is_complete)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      uploadId,
      recording.container,
      recording.durationSeconds,
      recording.bitRate,
      recording.title,
      recording.artist,
      recording.recordedAt,
      recording.hasPosition,
      recording.isComplete,
    ],
  );
  await client.query(
    `insert into valetkey.extracted_recording_track
       (upload_id, position, kind, codec, width, height, frame_rate, channels, sample_rate, bit_rate)
     select $1, t.position, t.kind, t.codec, t.width, t.height, t."frameRate", t.channels, t."sampleRate", t."bitRate"
     from json_to_recordset($2::json) as t(position integer, kind text, codec text, width integer, height integer,
       "frameRate" double precision, channels integer, "sampleRate" integer, "bitRate" bigint)`,
    [uploadId, JSON.stringify(recording.tracks.map((track, index) => ({ ...track, position: index + 1 })))],
  );
}

export async function readRecording(client: Queryable, uploadId: string): Promise<ExtractedRecording | null> {
  const recordings = await client.query<
    Omit<ExtractedRecording, 'kind' | 'bitRate' | 'tracks'> & { bitRate: string | null }
  >(
    `select container, duration_seconds as "durationSeconds", bit_rate as "bitRate", title, artist,
       recorded_at as "recordedAt", has_position as "hasPosition", is_complete as "isComplete"
     from valetkey.extracted_recording where upload_id = $1`,
    [uploadId],
  );
  const recording = recordings.rows[0];
  if (recording === undefined) return null;
  const tracks = await client.query<Omit<RecordingTrack, 'bitRate'> & { bitRate: string | null }>(
    `select kind, codec, width, height, frame_rate as "frameRate", channels, sample_rate as "sampleRate",
       bit_rate as "bitRate"
     from valetkey.extracted_recording_track where upload_id = $1 order by position`,
    [uploadId],
  );
  return {
    kind: 'recording',
    ...recording,
    bitRate: toNumber(recording.bitRate),
    tracks: tracks.rows.map((track) => ({ ...track, bitRate: toNumber(track.bitRate) })),
  };
}
