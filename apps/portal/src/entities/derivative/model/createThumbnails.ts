import type { SignedThumbnail } from '../api/derivatives';

type Wanted = {
  key: string;
  version: number;
  onPicture: (url: string) => void;
  isDropped: boolean;
  tries: number;
};

/** Asks for pictures of many rows in few calls, and keeps those that came. */
export type Thumbnails = {
  /** Calls `onPicture` when there is one, which may be never; the returned function takes the wish back. */
  want: (input: {
    key: string;
    version: number;
    /** It became available just now, so its picture may be in the making. */
    isNew: boolean;
    onPicture: (url: string) => void;
  }) => () => void;
};

export type ThumbnailsOptions = {
  sign: (keys: string[]) => Promise<SignedThumbnail[]>;
  /** Fetches a picture and answers its address within the page. */
  fetchPicture: (signedUrl: string) => Promise<string>;
  /** Told an address that is not handed out any more. */
  forget: (url: string) => void;
  /** Pictures to keep. A list shows some dozens, and each has a few kilobytes. @default 1_000 */
  maxKept?: number;
};

/** Rows that come into view together are asked for together. */
const gatherMs = 60;
const maxKeys = 50;
/** Pauses before a picture that is being made is asked for again, in milliseconds. Few: each call costs the portal two kilobytes. */
const patienceMs = [1_500, 4_000, 15_000];

export function createThumbnails({
  sign,
  fetchPicture,
  forget,
  maxKept = 1_000,
}: ThumbnailsOptions): Thumbnails {
  const kept = new Map<string, string>();
  let waiting: Wanted[] = [];
  let isGathering = false;

  function gather(): void {
    if (isGathering) return;
    isGathering = true;
    setTimeout(ask, gatherMs);
  }

  function enqueue(wanted: Wanted): void {
    if (wanted.isDropped) return;
    waiting.push(wanted);
    gather();
  }

  async function ask(): Promise<void> {
    isGathering = false;
    waiting = waiting.filter(({ isDropped }) => !isDropped);
    const batch = waiting.splice(0, maxKeys);
    if (waiting.length > 0) gather();
    if (batch.length === 0) return;
    // Without an answer there are no pictures, and the list is as good without.
    const answers = await sign(batch.map(({ key }) => key)).catch(() => []);
    for (const [index, wanted] of batch.entries()) {
      const answer = answers[index];
      if (answer?.state === 'available') void show(wanted, answer);
      else if (answer?.state === 'pending' || answer?.state === 'none') askAgain(wanted);
    }
  }

  async function show(
    wanted: Wanted,
    answer: Extract<SignedThumbnail, { state: 'available' }>,
  ): Promise<void> {
    // A newer version came meanwhile: its row asks for itself.
    if (answer.version !== wanted.version) return;
    const url = await fetchPicture(answer.signedUrl).catch(() => null);
    if (url === null) return;
    keep(`${wanted.key} ${wanted.version}`, url);
    if (!wanted.isDropped) wanted.onPicture(url);
  }

  function keep(name: string, url: string): void {
    kept.set(name, url);
    const [oldest] = kept;
    if (kept.size <= maxKept || oldest === undefined) return;
    kept.delete(oldest[0]);
    forget(oldest[1]);
  }

  function askAgain(wanted: Wanted): void {
    const pause = patienceMs[wanted.tries];
    if (pause === undefined) return;
    wanted.tries += 1;
    setTimeout(() => enqueue(wanted), pause);
  }

  return {
    want({ key, version, isNew, onPicture }) {
      const url = kept.get(`${key} ${version}`);
      if (url !== undefined) {
        onPicture(url);
        return () => {};
      }
      // Of an old file there is a picture by now, or there never is one.
      const wanted = { key, version, onPicture, isDropped: false, tries: isNew ? 0 : patienceMs.length };
      enqueue(wanted);
      return () => {
        wanted.isDropped = true;
      };
    },
  };
}
