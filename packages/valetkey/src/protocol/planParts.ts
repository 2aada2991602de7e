import { limits } from './limits.ts';
import { ValetKeyError } from './ValetKeyError.ts';

const MiB = 1024 * 1024;

/**
 * About how many parts a file is cut into while parts stay comfortable: few enough that the first window holds them all, and
 * that the URLs of 1 GiB take half of the 64 KiB that such a file may cost the server.
 */
const TARGET_PARTS = 64;
/** Above this a part costs too much to send again, so a large file gets more parts instead of larger ones. */
const COMFORTABLE_PART_SIZE_BYTES = 64 * MiB;

/** How a file is cut: all parts have `partSize` bytes but the last, which has the rest. */
export type PartPlan = { partSize: number; partCount: number };

/**
 * Chooses the part size of a multipart upload: whole MiB, at least 5 MiB, about 64 parts for a usual file, and never more
 * than 10,000. Equal parts are used because some stores (R2) accept nothing else.
 *
 * @throws {ValetKeyError} `INVALID_SIZE` when the size is not a whole number from 1 to 5 TiB.
 */
export function planParts(sizeBytes: number): PartPlan {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1 || sizeBytes > limits.maxObjectSizeBytes) {
    throw new ValetKeyError('INVALID_SIZE', `A multipart upload has 1 byte to 5 TiB, not ${sizeBytes}.`);
  }
  const wholeMiB = (bytes: number) => Math.ceil(bytes / MiB) * MiB;
  const comfortable = Math.min(wholeMiB(sizeBytes / TARGET_PARTS), COMFORTABLE_PART_SIZE_BYTES);
  const partSize = Math.max(limits.minPartSizeBytes, comfortable, wholeMiB(sizeBytes / limits.maxParts));
  return { partSize, partCount: Math.ceil(sizeBytes / partSize) };
}

/**
 * The exact length of one part of a plan.
 *
 * @throws {ValetKeyError} `INVALID_PART` when the file has no such part.
 */
export function partLength(sizeBytes: number, partSize: number, partNumber: number): number {
  const partCount = Math.ceil(sizeBytes / partSize);
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > partCount) {
    throw new ValetKeyError(
      'INVALID_PART',
      `This upload has the parts 1 to ${partCount}, not ${partNumber}.`,
    );
  }
  return partNumber < partCount ? partSize : sizeBytes - partSize * (partCount - 1);
}
