import type { Grant, Receipt, StorageState } from '../protocol/index.ts';
import { createApiClient } from './apiClient.ts';
import { checkOptions } from './checkOptions.ts';
import { createAbortLane } from './createAbortLane.ts';
import { createCompletionLane } from './createCompletionLane.ts';
import { createHandshakeLane } from './createHandshakeLane.ts';
import { createSignLane } from './createSignLane.ts';
import { createSnapshotStore, toUpload } from './createSnapshotStore.ts';
import { createTransferPool, fileChanged } from './createTransferPool.ts';
import { browserPorts, type Ports } from './ports.ts';
import type { Unfinished } from './recovery.ts';
import { repeatCall } from './repeatCall.ts';
import { retryDelay } from './retryDelay.ts';
import { UploadError } from './UploadError.ts';
import type { FileToUpload, Uploader, UploaderEvent, UploaderOptions } from './Uploader.ts';
import {
  createItem,
  createTransfer,
  LARGE_FILE_BYTES,
  partBytes,
  recount,
  type Transfer,
  takeGrant,
  takeParts,
  type UploadItem,
} from './UploadItem.ts';
import { type UploadState, uploadTransitions } from './uploadStates.ts';

/*
 * The life of one upload
 *
 * It is `queued` until a handshake grants it. A large file gets its fingerprint first, from three small samples.
 *
 * Granted, it is `uploading`: its parts (a small file is one part) stand in the line of the pool, which sends them as
 * connections come free. A part that fails goes back into the line after a delay, five times in a row at most. Where an
 * answer may have been lost, the upload is doubtful, and the server is asked what the store has before it sends more.
 *
 * With the last part stored it is `finishing`: it waits for others to share a completion call with. A receipt makes it
 * `done`, also when the server still has to check the file. A receipt that says the store lacks something sends it back to
 * `uploading`; one that says no for good makes it `failed`.
 *
 * `paused` is entered from `queued` and `uploading`: requests in flight are aborted, stored parts stay where they are. It is
 * left by resuming, which asks the server what the store has. Being offline is not a state: everything stays as it is,
 * nothing is sent, and the network's return continues it.
 *
 * `failed` keeps the file and, unless the server ended the upload, the transfer, so that a retry continues it. `cancelled`
 * and `done` are final and let the file go. Each time work is called off the epoch goes up, and answers that belong to an
 * older epoch are ignored: that is all the locking there is.
 */

/** One app-server call, repeated while that may help. */
export type Call = <T>(run: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** Files after which the server's answer is about this upload for good. */
const endedStates: readonly StorageState[] = ['aborted', 'expired', 'rejected', 'deleted', 'purged'];
const finishedStates: readonly StorageState[] = ['uploaded', 'verifying', 'available', 'quarantined'];

/** The upload engine: no framework, no dependency; everything outside comes through `options.ports`. */
export function createUploader(options: UploaderOptions = {}): Uploader {
  const ports: Ports = { ...browserPorts(), ...options.ports };
  const { connections, retries, stallSeconds } = checkOptions(options);
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
  let isSigningOut = false;
  let stopListening: (() => void) | null = null;

  const api = createApiClient({ ...options, ports });
  const call: Call = (run) => repeatCall(run, { ports, retries, signal: closing.signal });
  const store = createSnapshotStore(ports, items);
  // Loaded when the first large file comes: small selections never pay for it.
  const recovery = () => import('./recovery.ts');
  /** The journal is a convenience: an upload never fails because of it. */
  const journal = (act: (module: Awaited<ReturnType<typeof recovery>>) => Promise<void>) => {
    if (options.resumable !== false)
      void recovery()
        .then(act)
        .catch(() => {});
  };
  const isResumable = (item: UploadItem) => options.resumable !== false && item.sizeBytes >= LARGE_FILE_BYTES;

  const pool = createTransferPool({
    ports,
    connections,
    retries,
    stallSeconds,
    onProgress: store.changed,
    onStored: finish,
    onFailed: fail,
    sign,
    compare: (item, transfer) => void compare(item, transfer),
  });
  const handshakes = createHandshakeLane({
    api,
    call,
    random: ports.random,
    backlog: pool.backlog,
    onGranted,
    onBatch: pump,
    onRefused: (item, error) => fail(item, error, true),
  });
  const completions = createCompletionLane({
    api,
    call,
    clock: ports.clock,
    moving: () => ({ any: counts.queued + counts.uploading > 0, small: smallMoving > 0 }),
    onReceipt,
    onFailed: (item, error) => fail(item, error),
  });
  const signing = createSignLane({ api, call, clock: ports.clock });
  const abandon = createAbortLane({ api, call });

  function setState(item: UploadItem, state: UploadState): boolean {
    if (!(uploadTransitions[item.state] as readonly UploadState[]).includes(state)) return false;
    smallMoving -= isSmallMoving(item);
    counts[item.state]--;
    counts[state]++;
    item.state = state;
    smallMoving += isSmallMoving(item);
    store.changed(item);
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

  function pump(): void {
    pool.pump();
    handshakes.pump();
    completions.pump();
  }

  /** Calls off whatever is under way for this upload. */
  function callOff(item: UploadItem): void {
    item.epoch++;
    handshakes.drop(item);
    completions.drop(item);
    pool.stop(item);
    if (item.transfer) recount(item, item.transfer);
  }

  function forget(item: UploadItem): void {
    const { uploadId } = item;
    if (uploadId && isResumable(item)) journal(({ forgetUpload }) => forgetUpload(uploadId));
  }

  function queue(item: UploadItem): void {
    const { epoch, file } = item;
    if (!file) return;
    if (!isResumable(item) || item.fingerprint !== undefined) {
      handshakes.push(item);
      return;
    }
    void recovery()
      .then(
        ({ fingerprintFile }) => fingerprintFile(file, closing.signal),
        () => undefined,
      )
      .then(
        (fingerprint) => {
          item.fingerprint = fingerprint;
          if (item.epoch !== epoch) return;
          handshakes.push(item);
          pump();
        },
        (cause: unknown) => {
          if (item.epoch === epoch) fail(item, fileChanged(cause));
        },
      );
  }

  function onGranted(item: UploadItem, grant: Grant, serverTime: number | null): void {
    if (item.state === 'cancelled' || item.state === 'failed') {
      abandon(grant.uploadId);
      return;
    }
    try {
      adopt(item, createTransfer({ partSize: null, ...grant }, item.sizeBytes));
      takeGrant(item.transfer!, grant, { now: ports.clock.now(), serverTime }, options.storeOrigins);
    } catch (error) {
      abandon(grant.uploadId);
      fail(item, error as UploadError, true);
      return;
    }
    if (isResumable(item) && grant.kind === 'multipart')
      journal(({ rememberUpload }) => rememberUpload(item));
    // Paused while the call was under way, it keeps the grant and waits.
    if (item.state === 'queued' && setState(item, 'uploading')) pool.start(item);
  }

  function adopt(item: UploadItem, transfer: Transfer): void {
    item.transfer = transfer;
    item.uploadId = transfer.uploadId;
    item.key = transfer.key;
    store.changed(item);
  }

  /** Fresh URLs: the next window of a multipart upload, or the one of a small file, many in a call. */
  function sign(item: UploadItem, transfer: Transfer): void {
    const { epoch } = item;
    const { uploadId, kind, todo, requests } = transfer;
    transfer.isSigning = true;
    const signed =
      kind === 'multipart'
        ? signing
            .parts(
              uploadId,
              todo.filter((part) => !requests.has(part)),
            )
            .then(
              ({ parts }) =>
                () =>
                  takeParts(transfer, parts, ports.clock.now(), options.storeOrigins),
            )
        : signing.whole(uploadId).then(({ grant, serverTime }) => () => {
            takeGrant(transfer, grant, { now: ports.clock.now(), serverTime }, options.storeOrigins);
          });
    void signed
      .then((takeOver) => {
        if (item.epoch !== epoch) return;
        transfer.isSigning = false;
        takeOver();
      })
      .catch((error: UploadError) => {
        if (item.epoch !== epoch) return;
        transfer.isSigning = false;
        // Not open for signing: finished or ended by another road. Anything else ends the attempt.
        if (error.status === 404 || error.status === 409) void compare(item, transfer);
        else fail(item, error);
      })
      .finally(pump);
  }

  /** Takes over what the store has, as the server reports it. */
  async function compare(item: UploadItem, transfer: Transfer): Promise<void> {
    if (transfer.isComparing) return;
    const { epoch } = item;
    transfer.isComparing = true;
    try {
      const status = await call((signal) => api.getUpload(transfer.uploadId, signal));
      if (item.epoch !== epoch) return;
      transfer.isComparing = false;
      transfer.isDoubtful = false;
      if (finishedStates.includes(status.state)) {
        settle(item, status.state);
      } else if (endedStates.includes(status.state)) {
        fail(item, uploadEnded(), true);
      } else {
        transfer.stored.clear();
        for (const { partNumber, size } of status.stored) {
          const isWhole = size === partBytes(transfer, item.sizeBytes, partNumber);
          if (isWhole && partNumber <= transfer.partCount && !transfer.running.has(partNumber)) {
            transfer.stored.add(partNumber);
            transfer.waiting.delete(partNumber);
            transfer.requests.delete(partNumber);
          }
        }
        recount(item, transfer);
        store.changed(item);
        if (transfer.stored.size === transfer.partCount) finish(item);
      }
    } catch (error) {
      if (item.epoch !== epoch) return;
      const isGone = (error as UploadError).status === 404;
      fail(item, isGone ? uploadEnded() : (error as UploadError), isGone);
    }
    pump();
  }

  function finish(item: UploadItem): void {
    if (!setState(item, 'finishing')) return;
    pool.stop(item);
    completions.push(item);
    completions.pump();
  }

  function onReceipt(item: UploadItem, receipt: Receipt | undefined): void {
    const transfer = item.transfer;
    if (receipt && 'state' in receipt) {
      if (endedStates.includes(receipt.state)) fail(item, uploadEnded(), true);
      else settle(item, receipt.state);
      return;
    }
    const error = receipt
      ? new UploadError(receipt.code, receipt.detail, { status: receipt.status })
      : new UploadError('INTERNAL', 'The server did not say what became of the file. Try again.', {
          status: 500,
        });
    const isMissing = error.code === 'NOT_UPLOADED' && transfer !== null;
    if ((!isMissing && !error.isTransient) || ++item.completionFailures > retries) {
      fail(item, error, !isMissing && !error.isTransient);
      return;
    }
    const { epoch } = item;
    if (isMissing) {
      // The store is the evidence: what it lacks is sent again.
      if (transfer.kind === 'multipart') transfer.isDoubtful = true;
      else transfer.stored.clear();
      recount(item, transfer);
    }
    ports.clock.setTimeout(
      () => {
        if (item.epoch !== epoch) return;
        if (!isMissing) completions.push(item);
        else if (setState(item, 'uploading')) pool.start(item);
        pump();
      },
      retryDelay(item.completionFailures, ports.random),
    );
  }

  /** The server has it: nothing of the file is needed any more. */
  function settle(item: UploadItem, state: StorageState): void {
    callOff(item);
    forget(item);
    item.storageState = state;
    item.file = null;
    item.transfer = null;
    item.error = null;
    setState(item, 'done');
    pump();
  }

  function fail(item: UploadItem, error: UploadError, isEnded = false): void {
    if (item.state === 'done' || item.state === 'cancelled' || closing.signal.aborted) return;
    callOff(item);
    item.error = error;
    // Parts of two different files must never meet in one object.
    const isMixed = error.code === 'FILE_CHANGED';
    if (isMixed && item.uploadId) abandon(item.uploadId);
    if (isEnded || isMixed) {
      forget(item);
      item.transfer = null;
      item.uploadId = null;
      item.key = null;
      item.sentBytes = 0;
    }
    setState(item, 'failed');
    if (error.status === 401) signedOut(error);
    pump();
  }

  /** Without a session nothing may go on, and nothing of it may stay on this machine. */
  function signedOut(error: UploadError): void {
    if (isSigningOut) return;
    isSigningOut = true;
    for (const item of items.values()) if (item.state !== 'failed') fail(item, error);
    isSigningOut = false;
    journal(({ forgetAll }) => forgetAll());
  }

  /** Continues with what is known: nothing yet, a transfer, or one that has to be compared with the store first. */
  function proceed(item: UploadItem): void {
    const { transfer } = item;
    item.error = null;
    item.completionFailures = 0;
    if (!transfer) {
      item.shownBytes = 0;
      if (setState(item, 'queued') && !item.isGranting) queue(item);
      return;
    }
    transfer.failures.clear();
    transfer.resigned.clear();
    if (transfer.stored.size === transfer.partCount) {
      setState(item, 'uploading');
      finish(item);
      return;
    }
    if (transfer.kind === 'multipart') {
      transfer.requests.clear();
      transfer.isDoubtful = true;
    }
    if (setState(item, 'uploading')) pool.start(item);
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
    if (ports.online.isOnline()) pool.wake();
    else pool.interrupt();
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
        if (item.sizeBytes > 0) queue(item);
        else fail(item, new UploadError('INVALID_SIZE', 'The file is empty.'), true);
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
    cancel(ids) {
      each(ids, ['queued', 'uploading', 'finishing', 'paused', 'failed'], (item) => {
        // The server is taking it over this moment: whether that can still be undone is no longer ours to say.
        if (completions.isAsking(item)) return;
        callOff(item);
        forget(item);
        if (item.uploadId) abandon(item.uploadId);
        item.file = null;
        item.transfer = null;
        setState(item, 'cancelled');
      });
    },
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
    async findUnfinished(signal) {
      const { findUnfinished } = await recovery();
      const known = new Set(Array.from(items.values(), ({ uploadId }) => uploadId));
      return (await findUnfinished(api, signal)).filter(({ uploadId }) => !known.has(uploadId));
    },
    async continueUnfinished(unfinished: Unfinished, file) {
      const { checkSameFile, claimUpload } = await recovery();
      const fingerprint = await checkSameFile(unfinished, file, closing.signal);
      if (!(await claimUpload(unfinished.uploadId))) {
        throw new UploadError('IN_OTHER_TAB', 'Another tab of this browser is uploading this file.');
      }
      const item = create({ file, path: unfinished.path ?? undefined });
      item.fingerprint = fingerprint;
      adopt(item, createTransfer(unfinished, file.size));
      item.transfer!.isDoubtful = true;
      if (setState(item, 'uploading')) pool.start(item);
      pump();
      return item.id;
    },
    async discardUnfinished(unfinished, signal) {
      const either = signal ? AbortSignal.any([closing.signal, signal]) : closing.signal;
      await repeatCall((own) => api.abortUpload(unfinished.uploadId, own), {
        ports,
        retries,
        signal: either,
      });
      await (await recovery()).forgetUpload(unfinished.uploadId);
    },
    close() {
      for (const item of items.values()) {
        callOff(item);
        item.file = null;
      }
      closing.abort();
      stopListening?.();
      journal(({ forgetAll }) => forgetAll());
    },
  };
}

/** 1 for a small file that is on its way. */
function isSmallMoving({ state, sizeBytes }: UploadItem): number {
  return sizeBytes < LARGE_FILE_BYTES && (state === 'queued' || state === 'uploading') ? 1 : 0;
}

function uploadEnded(): UploadError {
  return new UploadError('UPLOAD_EXPIRED', 'The upload was given up or refused by the server. Try again.', {
    status: 409,
  });
}

/** The folder of a file chosen with its folder. */
function folderOf(file: File): string | undefined {
  const path = file.webkitRelativePath ?? '';
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : undefined;
}
