import type { Clock } from './ports.ts';
import { LARGE_FILE_BYTES, type UploadItem } from './UploadItem.ts';
import { type UploadState, uploadTransitions } from './uploadStates.ts';

/*
 * Tabs of one browser tell each other how far their large uploads are. Nobody sends anything unasked: a tab that shows uploads of
 * others asks once a second, and those that have some answer. Only ids, states and byte counts are told.
 */

/** How far another tab of this browser is with an upload. */
export type UploadElsewhere = {
  readonly uploadId: string;
  readonly state: UploadState;
  readonly sentBytes: number;
  readonly sizeBytes: number;
};

const CHANNEL = 'valetkey:uploads';
const ASK_EVERY_MS = 1_000;
/** A tab of which nothing was heard for this long is closed, or knows the upload no more. A hidden page's timers may be late. */
const FORGET_AFTER_MS = 3_500;

type Message = { type: 'ask' } | { type: 'answer'; uploads: UploadElsewhere[] };

/** Browsers without channels go without; the server's list says the same, only later. */
function openChannel(): BroadcastChannel | null {
  if (typeof BroadcastChannel === 'undefined') return null;
  const channel = new BroadcastChannel(CHANNEL);
  // Where Node runs this, it does not wait for it.
  (channel as { unref?: () => void }).unref?.();
  return channel;
}

/**
 * Answers the other tabs until the signal is aborted.
 *
 * @public reached through `import()`
 */
export function answerOtherTabs(items: ReadonlyMap<string, UploadItem>, signal: AbortSignal): void {
  const channel = signal.aborted ? null : openChannel();
  if (!channel) return;
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data?.type !== 'ask') return;
    const uploads = [...items.values()].flatMap(({ uploadId, state, sizeBytes, shownBytes }) =>
      uploadId && sizeBytes >= LARGE_FILE_BYTES
        ? [{ uploadId, state, sizeBytes, sentBytes: state === 'done' ? sizeBytes : shownBytes }]
        : [],
    );
    if (uploads.length > 0) channel.postMessage({ type: 'answer', uploads } satisfies Message);
  });
  signal.addEventListener('abort', () => channel.close(), { once: true });
}

/**
 * Tells what the other tabs are sending, by upload id: each time one of them answers, and when one is no longer heard of. Returns how
 * to stop.
 *
 * @public reached through `import()`
 */
export function watchOtherTabs(
  clock: Clock,
  listener: (uploads: ReadonlyMap<string, UploadElsewhere>) => void,
): () => void {
  const channel = openChannel();
  if (!channel) return () => {};
  const heard = new Map<string, { upload: UploadElsewhere; at: number }>();
  const tell = () => listener(new Map(Array.from(heard.values(), ({ upload }) => [upload.uploadId, upload])));
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    // A page of an older or newer release may be open beside this one.
    if (data?.type !== 'answer' || !Array.isArray(data.uploads)) return;
    const known = data.uploads.filter(({ state }) => Object.hasOwn(uploadTransitions, state));
    for (const upload of known) heard.set(upload.uploadId, { upload, at: clock.now() });
    if (known.length > 0) tell();
  });
  let timer: unknown = null;
  const ask = () => {
    timer = clock.setTimeout(ask, ASK_EVERY_MS);
    const old = [...heard].filter(([, { at }]) => clock.now() - at > FORGET_AFTER_MS);
    for (const [uploadId] of old) heard.delete(uploadId);
    if (old.length > 0) tell();
    channel.postMessage({ type: 'ask' } satisfies Message);
  };
  ask();
  return () => {
    clock.clearTimeout(timer);
    channel.close();
  };
}
