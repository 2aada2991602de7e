import { UploadError } from './UploadError.ts';
import type { UploaderOptions } from './Uploader.ts';

/** What browsers open to one name over HTTP/1.1, and what the server cuts parts for where it is told nothing else. */
export const USUAL_CONNECTIONS = 6;

/** @throws {UploadError} `INVALID_OPTION` */
export function checkOptions({
  connections = USUAL_CONNECTIONS,
  retries = 5,
  stallSeconds = 30,
  workerFrom = 10_000_000,
}: UploaderOptions) {
  const check = (name: string, value: number, least: number, most: number) => {
    if (value >= least && value <= most) return;
    throw new UploadError('INVALID_OPTION', `${name} must be ${least} to ${most}, not ${value}.`);
  };
  check('connections', connections, 1, 64);
  check('retries', retries, 0, 20);
  check('stallSeconds', stallSeconds, 1, 3_600);
  check('workerFrom', workerFrom, 0, Number.POSITIVE_INFINITY);
  return { connections, retries, stallSeconds, workerFrom };
}
