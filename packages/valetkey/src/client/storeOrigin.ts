import { UploadError } from './UploadError.ts';

const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The origin of a signed URL, when this page may send bytes there or open it: https or loopback, and one of the listed
 * origins when there is a list. A compromised or confused app server cannot make the page send a file elsewhere.
 *
 * @throws {UploadError} `STORE_NOT_ALLOWED`
 */
export function storeOrigin(signedUrl: string, allowed?: readonly string[]): string {
  // Without a base, an address relative to the page (and so the app server itself) is no URL and is refused below.
  const url = URL.canParse(signedUrl) ? new URL(signedUrl) : null;
  const isSafe =
    url && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname)));
  if (!url || !isSafe || (allowed && !allowed.some((entry) => new URL(entry).origin === url.origin))) {
    throw new UploadError(
      'STORE_NOT_ALLOWED',
      `This page may not exchange files with ${url?.origin ?? 'that address'}.`,
    );
  }
  return url.origin;
}
