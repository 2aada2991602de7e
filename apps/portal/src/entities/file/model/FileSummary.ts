import type { StorageState } from 'valetkey/protocol';

/** A file as its owner's list has it. */
export type FileSummary = {
  id: string;
  name: string;
  /** Bytes; `null` while nobody knows yet. */
  size: number | null;
  contentType: string;
  state: StorageState;
  version: number;
  rejection: { code: string; message: string } | null;
  createdAt: string;
  updatedAt: string;
};

export type FilePage = { files: FileSummary[]; nextCursor: string | null };

/** Whether the file's state is about to change without anybody doing anything. */
export function isBeingChecked(file: Pick<FileSummary, 'state'>): boolean {
  return file.state === 'uploaded' || file.state === 'verifying';
}
