import type { Ports } from './ports.ts';
import type { Upload, UploaderSnapshot, UploadTotals } from './Uploader.ts';
import type { SpeedMeter, UploadItem } from './UploadItem.ts';

/** Speeds look back about this long: steady enough to read, quick enough to believe. */
const SPEED_MEMORY_MS = 3_000;
const SHORTEST_SAMPLE_MS = 250;
/** Drawn with every frame, the progress of six requests would cost more than sending them does. */
const PROGRESS_EVERY_MS = 200;
/** What comes so little too early is shown at once: a timer would be one more task. */
const EARLY_MS = 50;

export type SnapshotStore = {
  /** The upload changed; the page learns of it with the next frame. */
  changed(item: UploadItem): void;
  /** As before, only further: the page learns of it about five times a second. */
  moved(item: UploadItem, movedBytes?: number): void;
  added(item: UploadItem): void;
  removed(item: UploadItem): void;
  /** Something beside the uploads changed. */
  touch(): void;
  /** Shows what changed now instead of with the next frame. */
  flush(): void;
  subscribe(listener: () => void): () => void;
  subscribeUpload(id: string, listener: () => void): () => void;
  getSnapshot(): UploaderSnapshot;
  getUpload(id: string): Upload | null;
};

/** What the page sees of the engine: immutable views, renewed at most once per frame, and only where something changed. */
export function createSnapshotStore(
  ports: Pick<Ports, 'clock' | 'scheduleFrame' | 'online'>,
  items: ReadonlyMap<string, UploadItem>,
): SnapshotStore {
  const views = new Map<string, Upload>();
  const dirty = new Set<UploadItem>();
  const listeners = new Set<() => void>();
  const listenersById = new Map<string, Set<() => void>>();
  let ids: readonly string[] = [];
  let isListChanged = false;
  let isScheduled = false;
  let pace: unknown = null;
  let shownAt = Number.NEGATIVE_INFINITY;
  // Of its own, since small files come and go faster than a speed of each could be told.
  const speed: SpeedMeter = { bytes: 0, at: 0, bytesPerSecond: 0 };
  let movedBytes = 0;
  let snapshot: UploaderSnapshot = { uploads: [], ids, totals: emptyTotals, isOnline: true };

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    ports.scheduleFrame(() => {
      // What was shown meanwhile is not shown again.
      if (isScheduled) flush();
    });
  }

  function scheduleSoon(): void {
    if (isScheduled || pace !== null) return;
    const milliseconds = shownAt + PROGRESS_EVERY_MS - ports.clock.now();
    if (milliseconds <= EARLY_MS) schedule();
    else pace = ports.clock.setTimeout(schedule, milliseconds);
  }

  function flush(): void {
    isScheduled = false;
    ports.clock.clearTimeout(pace);
    pace = null;
    const now = ports.clock.now();
    shownAt = now;
    for (const item of dirty) {
      measure(item.speed, item.sentBytes, now, item.state === 'uploading');
      views.set(item.id, toUpload(item));
    }
    if (isListChanged) ids = [...items.keys()];
    isListChanged = false;
    const uploads = ids.map((id) => views.get(id)!);
    const totals = addUp(items.values(), (isMoving) => {
      measure(speed, movedBytes, now, isMoving);
      return speed.bytesPerSecond;
    });
    snapshot = { uploads, ids, totals, isOnline: ports.online.isOnline() };
    const changed = [...dirty];
    dirty.clear();
    for (const { id } of changed) for (const listener of [...(listenersById.get(id) ?? [])]) listener();
    for (const listener of [...listeners]) listener();
  }

  return {
    changed(item) {
      if (items.has(item.id)) dirty.add(item);
      schedule();
    },
    moved(item, bytes = 0) {
      movedBytes += bytes;
      if (items.has(item.id)) dirty.add(item);
      scheduleSoon();
    },
    added(item) {
      views.set(item.id, toUpload(item));
      dirty.add(item);
      isListChanged = true;
      schedule();
    },
    removed(item) {
      views.delete(item.id);
      dirty.delete(item);
      isListChanged = true;
      schedule();
    },
    touch: schedule,
    flush,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    subscribeUpload(id, listener) {
      const own = listenersById.get(id) ?? new Set();
      listenersById.set(id, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) listenersById.delete(id);
      };
    },
    getSnapshot: () => snapshot,
    getUpload: (id) => views.get(id) ?? null,
  };
}

/** An exponential average over time, so that it does not depend on how often it is asked. */
function measure(meter: SpeedMeter, sentBytes: number, now: number, isMoving: boolean): void {
  const elapsed = now - meter.at;
  if (isMoving && elapsed < SHORTEST_SAMPLE_MS) return;
  const sample = (Math.max(0, sentBytes - meter.bytes) * 1_000) / elapsed;
  const weight = meter.bytesPerSecond === 0 ? 1 : 1 - Math.exp(-elapsed / SPEED_MEMORY_MS);
  meter.bytesPerSecond = isMoving ? meter.bytesPerSecond + (sample - meter.bytesPerSecond) * weight : 0;
  meter.bytes = sentBytes;
  meter.at = now;
}

/** Embeddings, overrides and isolates of direction: with one of them a program shows itself as a picture. The server drops them as well. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

export function toUpload(item: UploadItem): Upload {
  // What was sent in vain is sent again; the bar waits there instead of jumping back.
  item.shownBytes = Math.max(item.shownBytes, item.sentBytes);
  const sentBytes = item.state === 'done' ? item.sizeBytes : item.shownBytes;
  return {
    id: item.id,
    name: item.name.replace(turning, ''),
    path: item.path ?? null,
    sizeBytes: item.sizeBytes,
    contentType: item.contentType,
    state: item.state,
    sentBytes,
    progress: item.sizeBytes > 0 ? sentBytes / item.sizeBytes : 0,
    bytesPerSecond: item.speed.bytesPerSecond,
    remainingSeconds: remaining(item.sizeBytes - sentBytes, item.speed.bytesPerSecond),
    error: item.error,
    uploadId: item.uploadId,
    key: item.key,
    storageState: item.storageState,
  };
}

function remaining(bytes: number, bytesPerSecond: number): number | null {
  if (bytes === 0) return 0;
  return bytesPerSecond > 0 ? bytes / bytesPerSecond : null;
}

const emptyTotals: UploadTotals = {
  count: 0,
  done: 0,
  failed: 0,
  paused: 0,
  active: 0,
  sizeBytes: 0,
  sentBytes: 0,
  progress: 0,
  bytesPerSecond: 0,
  remainingSeconds: null,
};

function addUp(items: Iterable<UploadItem>, speedWhen: (isMoving: boolean) => number): UploadTotals {
  let [count, done, failed, paused, active, sizeBytes, sentBytes, leftBytes] = [0, 0, 0, 0, 0, 0, 0, 0];
  let isMoving = false;
  for (const item of items) {
    const { state } = item;
    if (state === 'cancelled') continue;
    count++;
    if (state === 'done') done++;
    else if (state === 'failed') failed++;
    else if (state === 'paused') paused++;
    else active++;
    const sent = state === 'done' ? item.sizeBytes : item.shownBytes;
    sizeBytes += item.sizeBytes;
    sentBytes += sent;
    isMoving ||= state === 'uploading';
    if (state === 'queued' || state === 'uploading') leftBytes += item.sizeBytes - sent;
  }
  const progress = sizeBytes > 0 ? sentBytes / sizeBytes : 0;
  const bytesPerSecond = speedWhen(isMoving);
  const remainingSeconds = count === 0 ? null : remaining(leftBytes, bytesPerSecond);
  return {
    count,
    done,
    failed,
    paused,
    active,
    sizeBytes,
    sentBytes,
    progress,
    bytesPerSecond,
    remainingSeconds,
  };
}
