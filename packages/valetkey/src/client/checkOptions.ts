import { UploadError } from './UploadError.ts';
import type { UploaderOptions } from './Uploader.ts';

/** @throws {UploadError} `INVALID_OPTION` */
export function checkOptions({
  connections = 6,
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
