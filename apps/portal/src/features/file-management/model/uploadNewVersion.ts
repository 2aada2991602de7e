import type { Uploader } from 'valetkey/client';

/** Queues a file as the next version of a document: its history stays, and its review starts again. */
export function uploadNewVersion(uploader: Pick<Uploader, 'add'>, documentId: string, file: File): string[] {
  return uploader.add([{ file, documentId }]);
}
