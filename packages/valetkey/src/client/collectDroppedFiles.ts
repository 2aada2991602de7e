import type { FileToUpload } from './Uploader.ts';

declare global {
  interface DataTransferItem {
    /** Chromium only. https://wicg.github.io/file-system-access/ */
    getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
  }
}

/**
 * The files of a drop or paste, folders included, with the path of each below what was dropped. The entries are taken in
 * the same task as the event, since browsers empty the list after it.
 */
export async function collectDroppedFiles(data: DataTransfer): Promise<FileToUpload[]> {
  const entries: FileSystemEntry[] = [];
  const files: { file: File; handle: Promise<FileSystemHandle | null> | undefined }[] = [];
  for (const item of Array.from(data.items)) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.() ?? null;
    const file = entry?.isDirectory ? null : item.getAsFile();
    if (file) files.push({ file, handle: item.getAsFileSystemHandle?.().catch(() => null) });
    else if (entry) entries.push(entry);
  }
  const found: FileToUpload[] = [];
  for (const { file, handle: asked } of files) {
    const handle = await asked;
    found.push(handle?.kind === 'file' ? { file, handle: handle as FileSystemFileHandle } : { file });
  }
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry: FileSystemEntry, found: FileToUpload[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    const path = entry.fullPath.slice(1, -entry.name.length - 1);
    found.push(path ? { file, path } : { file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader hands out a hundred entries at a time, and an empty list at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return;
    for (const inner of entries) await walk(inner, found);
  }
}
