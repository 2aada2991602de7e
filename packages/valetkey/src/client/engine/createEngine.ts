import type { Grant, Receipt, StorageState } from '../../protocol/index.ts';
import { createApiClient } from '../apiClient.ts';
import type { checkOptions } from '../checkOptions.ts';
import type { SnapshotStore } from '../createSnapshotStore.ts';
import type { Ports } from '../ports.ts';
import type { Unfinished } from '../recovery.ts';
import { retryDelay } from '../retryDelay.ts';
import { UploadError } from '../UploadError.ts';
import type { FileToUpload, UploaderOptions } from '../Uploader.ts';
import { LARGE_FILE_BYTES, type UploadItem } from '../UploadItem.ts';
import type { UploadState } from '../uploadStates.ts';
import { createAbortLane } from './createAbortLane.ts';
import { createCompletionLane } from './createCompletionLane.ts';
import { createHandshakeLane } from './createHandshakeLane.ts';
import { createLazyHashLane } from './createLazyHashLane.ts';
import { createPartSigning } from './createPartSigning.ts';
import { createPreparation } from './createPreparation.ts';
import { createSignLane } from './createSignLane.ts';
import { createTransferPool } from './createTransferPool.ts';
import { type Call, repeatCall } from './repeatCall.ts';
import { createTransfer, partBytes, recount, type Transfer, takeGrant, takeParts } from './Transfer.ts';

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

/** The uploads, and what the engine may do with them; kept by `createUploader`. */
export type UploadBook = {
  options: UploaderOptions & ReturnType<typeof checkOptions>;
  ports: Ports;
  items: ReadonlyMap<string, UploadItem>;
  store: SnapshotStore;
  /** Aborted when the uploader is closed. */
  signal: AbortSignal;
  /** Enters one more upload, as `queued`. */
  create(input: FileToUpload): UploadItem;
  /** Whether the state table has this edge; only then anything happened. */
  setState(item: UploadItem, state: UploadState): boolean;
  /** What the server still waited for when the page last asked. */
  unfinished(): readonly Unfinished[];
  /** What is queued or uploading: anything, and small files among it. */
  moving(): { any: boolean; small: boolean };
};

export type Engine = {
  /** Begins with an upload that nobody granted yet. */
  queue(item: UploadItem): void;
  /** Continues with what is known: nothing yet, a transfer, or one that has to be compared with the store first. */
  proceed(item: UploadItem): void;
  /** Calls off whatever is under way for this upload. */
  callOff(item: UploadItem): void;
  /** Gives the upload up, here and at the server, unless the server is just taking it over. */
  cancel(item: UploadItem): void;
  /** Gives everything that is free something to do. */
  pump(): void;
  /** The network went away or came back. */
  onlineChanged(): void;
  continueUnfinished(unfinished: Unfinished, file: File): Promise<string>;
  reopenUnfinished(unfinished: Unfinished): Promise<string>;
  discardUnfinished(unfinished: Unfinished, signal?: AbortSignal): Promise<void>;
};

/** Files after which the server's answer is about this upload for good. */
const endedStates: readonly StorageState[] = ['aborted', 'expired', 'rejected', 'deleted', 'purged'];
const finishedStates: readonly StorageState[] = ['uploaded', 'verifying', 'available', 'quarantined'];

/**
 * What moves bytes. Loaded with the first file: a page that only shows the list never pays for it. No framework, no dependency;
 * everything outside comes through `book.ports`.
 *
 * @public reached through `import()`
 */
export function createEngine(book: UploadBook): Engine {
  const { options, ports, items, store, signal, setState } = book;
  const { connections, retries, stallSeconds } = options;
  let isSigningOut = false;
  let isHeardInOtherTabs = false;

  const api = createApiClient({ ...options, ports });
  const call: Call = (run) => repeatCall(run, { ports, retries, signal });
  /** Of calls about one upload: nobody waits for them any more once it is called off. */
  const callFor = (item: UploadItem): Call => {
    item.calls ??= new AbortController();
    const own = item.calls.signal;
    return (run) => repeatCall(run, { ports, retries, signal: own });
  };
  // Loaded when the first large file comes: small selections never pay for it.
  const recovery = () => import('../recovery.ts');
  /** The journal is a convenience: an upload never fails because of it. */
  const journal = (act: (module: Awaited<ReturnType<typeof recovery>>) => Promise<void>) => {
    if (options.resumable !== false)
      void recovery()
        .then(act)
        .catch(() => {});
  };
  const hashes = createLazyHashLane({ clock: ports.clock, createWorker: options.createHashWorker, signal });
  const isResumable = (item: UploadItem) => options.resumable !== false && item.sizeBytes >= LARGE_FILE_BYTES;

  const pool = createTransferPool({
    ports,
    connections,
    retries,
    stallSeconds,
    onProgress: store.moved,
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
    connectionBytesPerSecond: pool.connectionBytesPerSecond,
    onGranted,
    isMoving: () => book.moving().any,
    onBatch: pump,
    onRefused: (item, error) => fail(item, error, true),
  });
  const completions = createCompletionLane({
    api,
    call,
    clock: ports.clock,
    moving: book.moving,
    onReceipt,
    onFailed: (item, error) => fail(item, error),
  });
  const signAgain = createSignLane({ api, call, clock: ports.clock });
  const signParts = createPartSigning({ api, callFor, hashes });
  const abandon = createAbortLane({ api, call });

  const queue = createPreparation({
    api,
    callFor,
    hashes,
    checksums: options.checksums ?? false,
    isResumable,
    recovery,
    unfinished: book.unfinished,
    isTaken: (uploadId) => [...items.values()].some((item) => item.uploadId === uploadId),
    signal,
    onReady: (item) => handshakes.push(item),
    onBegun: goOn,
    onFailed: (item, error) => fail(item, error),
    pump,
  });

  function pump(): void {
    pool.pump();
    handshakes.pump();
    completions.pump();
  }

  function callOff(item: UploadItem): void {
    item.epoch++;
    item.calls?.abort();
    item.calls = null;
    handshakes.drop(item);
    completions.drop(item);
    pool.stop(item);
    hashes.look();
    if (item.transfer) recount(item, item.transfer);
  }

  function forget(item: UploadItem): void {
    const { uploadId } = item;
    if (uploadId && isResumable(item)) journal(({ forgetUpload }) => forgetUpload(uploadId));
  }

  /** Takes over an upload that was begun before; what the store has of it is asked first. */
  function goOn(item: UploadItem, begun: Unfinished): void {
    adopt(item, createTransfer(begun, item.sizeBytes));
    item.transfer!.isDoubtful = true;
    tellOtherTabs();
    if (setState(item, 'uploading')) pool.start(item);
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
    if (isResumable(item) && grant.kind === 'multipart') {
      journal(({ rememberUpload }) => rememberUpload(item));
      tellOtherTabs();
    }
    // Paused while the call was under way, it keeps the grant and waits.
    if (item.state === 'queued' && setState(item, 'uploading')) pool.start(item);
  }

  function adopt(item: UploadItem, transfer: Transfer): void {
    item.transfer = transfer;
    item.uploadId = transfer.uploadId;
    item.key = transfer.key;
    store.changed(item);
  }

  /** They may show how far this one is. */
  function tellOtherTabs(): void {
    if (isHeardInOtherTabs) return;
    isHeardInOtherTabs = true;
    import('../otherTabs.ts').then(
      ({ answerOtherTabs }) => answerOtherTabs(items, signal),
      () => {
        isHeardInOtherTabs = false;
      },
    );
  }

  /** Fresh URLs: the next window of a multipart upload, or the one of a small file, many in a call. */
  function sign(item: UploadItem, transfer: Transfer): void {
    const { epoch } = item;
    const { uploadId, kind, todo, requests } = transfer;
    transfer.isSigning = true;
    const missing = todo.filter((part) => !requests.has(part));
    const signed =
      kind === 'multipart'
        ? signParts(item, transfer, missing).then(
            ({ parts }) =>
              () =>
                takeParts(transfer, parts, ports.clock.now(), options.storeOrigins),
          )
        : signAgain(uploadId).then(({ grant, serverTime }) => () => {
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
      const status = await callFor(item)((signal) => api.getUpload(transfer.uploadId, signal));
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
    // Fewer files wait for a connection now: it may be time for the next hundreds.
    handshakes.pump();
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
    if (item.state === 'done' || item.state === 'cancelled' || signal.aborted) return;
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
    transfer.checksums.clear();
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

  async function continueUnfinished(
    unfinished: Unfinished,
    file: File,
    handle?: FileSystemFileHandle,
  ): Promise<string> {
    const { checkSameFile, claimUpload } = await recovery();
    const fingerprint = await checkSameFile(unfinished, file, signal);
    if (!(await claimUpload(unfinished.uploadId))) {
      throw new UploadError('IN_OTHER_TAB', 'Another tab of this browser is uploading this file.');
    }
    const item = book.create({ file, path: unfinished.path ?? undefined, handle });
    item.fingerprint = fingerprint;
    goOn(item, unfinished);
    pump();
    return item.id;
  }

  return {
    queue,
    proceed,
    callOff,
    pump,
    cancel(item) {
      // The server is taking it over this moment: whether that can still be undone is no longer ours to say.
      if (completions.isAsking(item)) return;
      callOff(item);
      forget(item);
      if (item.uploadId) abandon(item.uploadId);
      item.file = null;
      item.transfer = null;
      setState(item, 'cancelled');
    },
    onlineChanged() {
      if (ports.online.isOnline()) pool.wake();
      else pool.interrupt();
    },
    continueUnfinished,
    async reopenUnfinished(unfinished) {
      const { file, handle } = await (await recovery()).reopenFile(unfinished);
      return continueUnfinished(unfinished, file, handle);
    },
    async discardUnfinished(unfinished, own) {
      await repeatCall((signal) => api.abortUpload(unfinished.uploadId, signal), {
        ports,
        retries,
        signal: own ? AbortSignal.any([signal, own]) : signal,
      });
      await (await recovery()).forgetUpload(unfinished.uploadId);
    },
  };
}

function uploadEnded(): UploadError {
  return new UploadError('UPLOAD_EXPIRED', 'The upload was given up or refused by the server. Try again.', {
    status: 409,
  });
}
