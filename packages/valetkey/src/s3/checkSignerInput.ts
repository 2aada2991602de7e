import { limits, ValetKeyError } from '../protocol/index.ts';

/** Seven days: the longest that Signature Version 4 allows. */
const maxExpirySeconds = 604_800;

/** @throws {ValetKeyError} `INVALID_EXPIRY` unless it is a whole number of seconds from 1 to 604,800. */
export function assertExpiry(expiresInSeconds: number): void {
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > maxExpirySeconds) {
    throw new ValetKeyError(
      'INVALID_EXPIRY',
      `The expiry must be a whole number of seconds from 1 to ${maxExpirySeconds}.`,
    );
  }
}

export function assertContentType(contentType: string): void {
  // Header values are compared after trimming, so what is signed must have nothing to trim. The length is not in the pattern:
  // a counted repetition takes milliseconds to compile.
  if (
    typeof contentType !== 'string' ||
    contentType.length > 255 ||
    !/^[!-~]+(?: [!-~]+)*$/.test(contentType)
  ) {
    throw new ValetKeyError(
      'INVALID_CONTENT_TYPE',
      'The content type must be 1 to 255 visible ASCII characters with single spaces.',
    );
  }
}

export function assertContentLength(contentLength: number, max: number): void {
  if (!Number.isSafeInteger(contentLength) || contentLength < 0 || contentLength > max) {
    throw new ValetKeyError('INVALID_SIZE', `The length must be a whole number of bytes up to ${max}.`);
  }
}

export function assertChecksumSha256(checksum: string): void {
  if (typeof checksum !== 'string' || !/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(checksum)) {
    throw new ValetKeyError('INVALID_CHECKSUM', 'The checksum must be the base64 form of 32 bytes.');
  }
}

export function assertPartNumber(partNumber: number): void {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > limits.maxParts) {
    throw new ValetKeyError('INVALID_PART', `The part number must be from 1 to ${limits.maxParts}.`);
  }
}

/** For opaque ids of the store and response headers: control characters would split the response on some stores. */
export function assertPrintable(value: string, name: string, maxLength: number): void {
  if (
    typeof value !== 'string' ||
    value === '' ||
    value.length > maxLength ||
    /\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}/u.test(value)
  ) {
    throw new ValetKeyError(
      'INVALID_OPTION',
      `${name} must be 1 to ${maxLength} characters without control characters.`,
      { details: { option: name } },
    );
  }
}
