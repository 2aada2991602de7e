import { downloadFile } from './downloadFile';
import type { FileOutcome } from './FileOutcome';

/** Between two downloads, in milliseconds: browsers drop links that are clicked faster than they can begin to follow them. */
const pauseMs = 400;

/** Starts the downloads of several files one after the other; one that fails does not keep the others. */
export async function downloadFiles(
  keys: readonly string[],
  {
    onProgress = () => {},
    download = downloadFile,
    pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  }: {
    onProgress?: (done: number) => void;
    download?: (key: string) => Promise<void>;
    pause?: (milliseconds: number) => Promise<void>;
  } = {},
): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for (const id of keys) {
    if (outcomes.length > 0) await pause(pauseMs);
    const error: unknown = await download(id).then(
      () => null,
      (cause: unknown) => cause,
    );
    outcomes.push({ id, error });
    onProgress(outcomes.length);
  }
  return outcomes;
}
