import type { Extracted, ExtractionKind } from '../server/ExtractionRecords.ts';
import { readArchive, writeArchive } from './extractedArchive.ts';
import { readDocument, writeDocument } from './extractedDocument.ts';
import { readImage, writeImage } from './extractedImage.ts';
import { readRecording, writeRecording } from './extractedRecording.ts';
import { readTables, writeTables } from './extractedTables.ts';
import { readText, writeText } from './extractedText.ts';
import type { Queryable } from './inTransaction.ts';

/** Writes what was read out of a version, in the rows of its kind. */
export async function writeExtracted(
  client: Queryable,
  uploadId: string,
  extracted: Extracted,
): Promise<void> {
  switch (extracted.kind) {
    case 'archive':
      return writeArchive(client, uploadId, extracted);
    case 'table':
      return writeTables(client, uploadId, extracted);
    case 'document':
      return writeDocument(client, uploadId, extracted);
    case 'text':
      return writeText(client, uploadId, extracted);
    case 'image':
      return writeImage(client, uploadId, extracted);
    case 'recording':
      return writeRecording(client, uploadId, extracted);
  }
}

/** What was read out of a version. */
export async function readExtracted(
  client: Queryable,
  uploadId: string,
  kind: ExtractionKind,
): Promise<Extracted | null> {
  switch (kind) {
    case 'archive':
      return readArchive(client, uploadId);
    case 'table':
      return readTables(client, uploadId);
    case 'document':
      return readDocument(client, uploadId);
    case 'text':
      return readText(client, uploadId);
    case 'image':
      return readImage(client, uploadId);
    case 'recording':
      return readRecording(client, uploadId);
  }
}
