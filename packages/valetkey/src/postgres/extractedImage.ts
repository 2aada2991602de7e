import type { ExtractedImage } from '../server/ExtractionRecords.ts';
import type { Queryable } from './inTransaction.ts';

export async function writeImage(client: Queryable, uploadId: string, image: ExtractedImage): Promise<void> {
  await client.query(
    `insert into valetkey.extracted_image
       (upload_id, format, width, height, orientation, colour, channels, bits_per_channel, has_alpha, has_colour_profile,
         frame_count, camera_make, camera_model, taken_at, caption, has_position)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::timestamp, $15, $16)`,
    [
      uploadId,
      image.format,
      image.width,
      image.height,
      image.orientation,
      image.colour,
      image.channels,
      image.bitsPerChannel,
      image.hasAlpha,
      image.hasColourProfile,
      image.frameCount,
      image.cameraMake,
      image.cameraModel,
      image.takenAt,
      image.caption,
      image.hasPosition,
    ],
  );
}

export async function readImage(client: Queryable, uploadId: string): Promise<ExtractedImage | null> {
  // Without a zone it stays text: the driver would take it for the server's own time.
  const { rows } = await client.query<Omit<ExtractedImage, 'kind'>>(
    `select format, width, height, orientation, colour, channels, bits_per_channel as "bitsPerChannel", has_alpha as "hasAlpha",
       has_colour_profile as "hasColourProfile", frame_count as "frameCount", camera_make as "cameraMake",
       camera_model as "cameraModel", to_char(taken_at, 'YYYY-MM-DD"T"HH24:MI:SS') as "takenAt", caption,
       has_position as "hasPosition"
     from valetkey.extracted_image where upload_id = $1`,
    [uploadId],
  );
  const row = rows[0];
  return row === undefined ? null : { kind: 'image', ...row };
}
