import { createApiClient } from './apiClient.ts';
import { browserPorts, type Ports } from './ports.ts';
import { wait } from './retryDelay.ts';
import { storeOrigin } from './storeOrigin.ts';
import { UploadError } from './UploadError.ts';
import type { UploaderOptions } from './Uploader.ts';

export type DownloadFileOptions = Pick<
  UploaderOptions,
  'basePath' | 'headers' | 'credentials' | 'storeOrigins'
> & {
  /** The file's id. */
  key: string;
  /** @default the newest */
  version?: number;
  /** Name of a derivative instead of the original. */
  derivative?: string;
  /** Seconds to wait for a file that is still being checked. @default 60 */
  waitSeconds?: number;
  signal?: AbortSignal;
  ports?: Partial<Ports>;
  /** What to do with the address. @default clicks a link, so that the page stays and the browser saves the file */
  open?: (signedUrl: string) => void;
};

/** Has the server sign a download and lets the browser fetch it from the store. */
export async function downloadFile(options: DownloadFileOptions): Promise<void> {
  const { key, version, derivative, waitSeconds = 60, open = clickLink } = options;
  const signal = options.signal ?? new AbortController().signal;
  const ports = { ...browserPorts(), ...options.ports };
  const api = createApiClient({ ...options, ports });
  const deadline = ports.clock.now() + waitSeconds * 1_000;
  for (;;) {
    try {
      const { signedUrl } = await api.getDownload({ key, version, derivative }, signal);
      storeOrigin(signedUrl, options.storeOrigins);
      open(signedUrl);
      return;
    } catch (error) {
      const isEarly = error instanceof UploadError && error.code === 'NOT_YET_AVAILABLE';
      const delay = isEarly ? (error.retryAfterSeconds ?? 2) * 1_000 : 0;
      if (!isEarly || ports.clock.now() + delay > deadline) throw error;
      await wait(ports.clock, delay, signal);
    }
  }
}

function clickLink(signedUrl: string): void {
  const link = document.createElement('a');
  link.href = signedUrl;
  // The store's Content-Disposition names the file; the attribute keeps the page where it is.
  link.download = '';
  link.rel = 'noreferrer';
  document.body.append(link);
  link.click();
  link.remove();
}
