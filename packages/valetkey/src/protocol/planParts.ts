import { limits } from './limits.ts';
import { ValetKeyError } from './ValetKeyError.ts';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

/**
 * So many parts a file is cut into at most while parts stay comfortable: as many as one window has URLs. A reload sends again what was
 * in flight, half of six parts on average: 3 % of 1 GiB, and 1 % at most where there is one connection.
 */
const TARGET_PARTS = limits.maxPartsPerWindow;
/** Above this a part costs too much to send again, so a large file gets more parts instead of larger ones. */
const COMFORTABLE_PART_SIZE_BYTES = 64 * MiB;
/**
 * Parts of one round end together where connections are equally fast, so the end of a round is the worst moment to go away. An odd number of
 * rounds keeps it off the half of a file. Of fewer rounds than these, one more or less is felt.
 */
const FEWEST_ODD_ROUNDS = 8;
/** A part that is done sooner spends its time on asking; one that takes longer is a long way to go again after a break. */
const SHORTEST_PART_SECONDS = 1;
const LONGEST_PART_SECONDS = 30;

/** How a file is cut: all parts have `partSize` bytes but the last, which has the rest. */
export type PartPlan = { partSize: number; partCount: number };

export type PartPlanOptions = {
  /** How many parts the sender has in flight at a time. @default 6, what browsers open to one name of a bucket */
  connections?: number | undefined;
  /** What the sender measured last on one connection. @default unknown */
  connectionBytesPerSecond?: number | undefined;
};

/**
 * Chooses the part size of a multipart upload: at least 5 MiB, about 100 parts for a usual file, never more than 10,000; where the
 * sender's speed is known, parts that take seconds, not minutes. Then the parts are made a little smaller or larger so that they come in
 * whole rounds of the sender's connections: no part is left that runs alone at the end while the other connections stand idle. Parts
 * are equal, since some stores (R2) accept nothing else.
 *
 * @throws {ValetKeyError} `INVALID_SIZE` when the size is not a whole number from 1 to 5 TiB.
 */
export function planParts(
  sizeBytes: number,
  { connections = 6, connectionBytesPerSecond }: PartPlanOptions = {},
): PartPlan {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1 || sizeBytes > limits.maxObjectSizeBytes) {
    throw new ValetKeyError('INVALID_SIZE', `A multipart upload has 1 byte to 5 TiB, not ${sizeBytes}.`);
  }
  const wantedParts = Math.ceil(sizeBytes / comfortableSize(sizeBytes, connectionBytesPerSecond));
  const mostParts = Math.min(
    // What fits the first window stays within it.
    wantedParts <= TARGET_PARTS ? TARGET_PARTS : limits.maxParts,
    Math.max(1, Math.floor(sizeBytes / limits.minPartSizeBytes)),
  );
  const rounds = countRounds(wantedParts, mostParts, connections);
  // What has no whole round is sent all at once, in parts as small as they may be.
  const partSize = Math.max(
    limits.minPartSizeBytes,
    Math.ceil(sizeBytes / (rounds * connections || connections)),
  );
  return { partSize, partCount: Math.ceil(sizeBytes / partSize) };
}

/** Up where there is room for it, down where there is not. */
function countRounds(wantedParts: number, mostParts: number, connections: number): number {
  const most = Math.floor(mostParts / connections);
  const rounds = Math.min(Math.ceil(wantedParts / connections), most);
  if (rounds < FEWEST_ODD_ROUNDS || rounds % 2 === 1) return rounds;
  return rounds < most ? rounds + 1 : rounds - 1;
}

function comfortableSize(sizeBytes: number, bytesPerSecond = 0): number {
  let size = sizeBytes / TARGET_PARTS;
  if (bytesPerSecond > 0) {
    size = Math.max(size, bytesPerSecond * SHORTEST_PART_SECONDS);
    size = Math.min(size, bytesPerSecond * LONGEST_PART_SECONDS);
  }
  // A slow line does not make so many parts that their URLs need a second window, up to 1 GiB.
  const smallest = Math.max(limits.minPartSizeBytes, Math.min(sizeBytes, GiB) / TARGET_PARTS);
  return Math.ceil(Math.max(smallest, Math.min(size, COMFORTABLE_PART_SIZE_BYTES)));
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
