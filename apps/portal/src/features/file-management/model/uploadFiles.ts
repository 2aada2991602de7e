import type { FileToUpload, Uploader } from 'valetkey/client';

/** Queues files for upload, with the folders they came from; `profile` says what they are for, where there is a choice. */
export function uploadFiles(
  uploader: Pick<Uploader, 'add'>,
  files: readonly FileToUpload[],
  profile: string | null,
): string[] {
  return uploader.add(files.map((file) => (profile === null ? file : { ...file, profile })));
}
