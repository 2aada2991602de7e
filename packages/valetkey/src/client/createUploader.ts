import { checkOptions } from './checkOptions.ts';
import { createSnapshotStore, toUpload } from './createSnapshotStore.ts';
import type { Engine, UploadBook } from './engine/Engine.ts';
import { browserPorts, type Ports } from './ports.ts';
import type { Unfinished } from './recovery.ts';
import { UploadError } from './UploadError.ts';
import type {
  FileToUpload,
  MetadataByProfile,
  Uploader,
  UploaderEvent,
  UploaderOptions,
} from './Uploader.ts';
import { createItem, LARGE_FILE_BYTES, type UploadItem } from './UploadItem.ts';
import { type UploadState, uploadTransitions } from './uploadStates.ts';

/**
 * The list of uploads and everything a page may ask of it. What moves bytes is `engine/`, which comes with the first file; until it
 * is there uploads wait as `queued`, and may be paused or cancelled.
 */
export function createUploader<Metadata extends MetadataByProfile = MetadataByProfile>(
  options: UploaderOptions = {},
): Uploader<Metadata> {
  const ports: Ports = { ...browserPorts(), ...options.ports };
  const checked = checkOptions(options);
  const closing = new AbortController();
  const items = new Map<string, UploadItem>();
  const listeners = new Set<(event: UploaderEvent) => void>();
  const counts: Record<UploadState, number> = {
    queued: 0,
    uploading: 0,
    finishing: 0,
    done: 0,
    paused: 0,
    failed: 0,
    cancelled: 0,
  };
  let smallMoving = 0;
  let lastId = 0;
  let unfinished: readonly Unfinished[] = [];
  let engine: Engine | null = null;
  let loading: Promise<Engine> | null = null;
  let stopListening: (() => void) | null = null;

  const store = createSnapshotStore(ports, items);
  const recovery = () => import('./recovery.ts');
  const book: UploadBook = {
    options: { ...options, ...checked },
    ports,
    items,
    store,
    signal: closing.signal,
    create,
    setState,
    unfinished: () => unfinished,
    moving: () => ({ any: counts.queued + counts.uploading > 0, small: smallMoving > 0 }),
  };

  function load(): Promise<Engine> {
    loading ??= import('./engine/createEngine.ts').then(
      ({ createEngine }) => {
        engine = createEngine(book);
        for (const item of items.values()) if (item.state === 'queued') engine.queue(item);
        engine.pump();
        return engine;
      },
      (cause: unknown) => {
        loading = null;
        throw new UploadError(
          'NETWORK',
          'What uploading needs could not be loaded. Check the connection and try again; if it repeats, reload the page.',
          { cause },
        );
      },
    );
    return loading;
  }

  /** Gives everything that is free something to do. */
  function pump(): void {
    if (engine) engine.pump();
    else if (counts.queued > 0 && !loading) load().catch(loadFailed);
  }

  function loadFailed(error: UploadError): void {
    // The network's return tries again; without that somebody has to.
    if (!ports.online.isOnline()) return;
    for (const item of items.values()) {
      if (item.state !== 'queued') continue;
      item.error = error;
      setState(item, 'failed');
    }
  }

  function setState(item: UploadItem, state: UploadState): boolean {
    if (!(uploadTransitions[item.state] as readonly UploadState[]).includes(state)) return false;
    smallMoving -= isSmallMoving(item);
    counts[item.state]--;
    counts[state]++;
    item.state = state;
    smallMoving += isSmallMoving(item);
    // Hundreds of small files begin and end in a second: shown as progress is, but for the last of them.
    const isProgress =
      state === 'uploading' || (state === 'finishing' && counts.queued + counts.uploading > 0);
    if (isProgress) store.moved(item);
    else store.changed(item);
    if (state === 'done' || state === 'failed' || state === 'cancelled') {
      emit({ type: state, upload: toUpload(item) });
      if (counts.queued + counts.uploading + counts.finishing === 0) {
        // Whoever waits for the end reads the snapshot then.
        store.flush();
        emit({ type: 'idle' });
      }
    }
    return true;
  }

  function emit(event: UploaderEvent): void {
    for (const listener of [...listeners]) listener(event);
  }

  function callOff(item: UploadItem): void {
    if (engine) engine.callOff(item);
    else item.epoch++;
  }

  function proceed(item: UploadItem): void {
    if (engine) {
      engine.proceed(item);
      return;
    }
    item.error = null;
    setState(item, 'queued');
  }

  function cancel(item: UploadItem): void {
    if (engine) {
      engine.cancel(item);
      return;
    }
    item.file = null;
    setState(item, 'cancelled');
  }

  function each(
    ids: Iterable<string> | undefined,
    states: readonly UploadState[],
    act: (item: UploadItem) => void,
  ): void {
    const chosen = ids ? Array.from(ids, (id) => items.get(id)) : [...items.values()];
    for (const item of chosen) if (item && states.includes(item.state)) act(item);
    pump();
  }

  function onlineChanged(): void {
    engine?.onlineChanged();
    store.touch();
    pump();
  }

  function create(input: FileToUpload): UploadItem {
    stopListening ??= ports.online.subscribe(onlineChanged);
    const item = createItem(input, {
      id: `upload-${++lastId}`,
      profile: options.profile,
      now: ports.clock.now(),
    });
    items.set(item.id, item);
    counts.queued++;
    smallMoving += isSmallMoving(item);
    store.added(item);
    return item;
  }

  return {
    add(files) {
      const ids: string[] = [];
      if (closing.signal.aborted) return ids;
      for (const entry of files) {
        const item = create('file' in entry ? entry : { file: entry, path: folderOf(entry) });
        ids.push(item.id);
        if (item.sizeBytes > 0) {
          engine?.queue(item);
        } else {
          item.error = new UploadError('INVALID_SIZE', 'The file is empty.');
          setState(item, 'failed');
        }
      }
      pump();
      return ids;
    },
    pause(ids) {
      each(ids, ['queued', 'uploading'], (item) => {
        callOff(item);
        setState(item, 'paused');
      });
    },
    resume: (ids) => each(ids, ['paused'], proceed),
    retry: (ids) => each(ids, ['failed'], proceed),
    cancel: (ids) => each(ids, ['queued', 'uploading', 'finishing', 'paused', 'failed'], cancel),
    remove(ids) {
      const removable: UploadState[] = ids ? ['done', 'failed', 'cancelled'] : ['done', 'cancelled'];
      each(ids, removable, (item) => {
        items.delete(item.id);
        counts[item.state]--;
        item.file = null;
        store.removed(item);
      });
    },
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    subscribeUpload: store.subscribeUpload,
    getUpload: store.getUpload,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async prepare() {
      await load();
    },
    async findUnfinished(signal) {
      const { createApiClient, findUnfinished } = await recovery();
      const known = new Set(Array.from(items.values(), ({ uploadId }) => uploadId));
      const found = await findUnfinished(createApiClient({ ...options, ports }), signal);
      unfinished = found.filter(({ uploadId }) => !known.has(uploadId));
      return [...unfinished];
    },
    continueUnfinished: async (unfinished, file) => (await load()).continueUnfinished(unfinished, file),
    reopenUnfinished: async (unfinished) => (await load()).reopenUnfinished(unfinished),
    discardUnfinished: async (unfinished, signal) => (await load()).discardUnfinished(unfinished, signal),
    watchOtherTabs(listener) {
      let stop = () => {};
      let isStopped = false;
      import('./otherTabs.ts').then(
        ({ watchOtherTabs }) => {
          if (!isStopped) stop = watchOtherTabs(ports.clock, listener);
        },
        // What could not be loaded is not shown; the server's list is there all the same.
        () => {},
      );
      return () => {
        isStopped = true;
        stop();
      };
    },
    close() {
      for (const item of items.values()) {
        callOff(item);
        item.file = null;
      }
      closing.abort();
      stopListening?.();
      if (options.resumable !== false)
        void recovery()
          .then(({ forgetAll }) => forgetAll())
          .catch(() => {});
    },
  };
}

/** 1 for a small file that is on its way. */
function isSmallMoving({ state, sizeBytes }: UploadItem): number {
  return sizeBytes < LARGE_FILE_BYTES && (state === 'queued' || state === 'uploading') ? 1 : 0;
}

/** The folder of a file chosen with its folder. */
function folderOf(file: File): string | undefined {
  const path = file.webkitRelativePath ?? '';
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : undefined;
}
