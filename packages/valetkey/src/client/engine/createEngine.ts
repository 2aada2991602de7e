import type { Grant, Receipt, StorageState } from '../../protocol/index.ts';
import { createApiClient } from '../apiClient.ts';
import type { Unfinished } from '../recovery.ts';
import { retryDelay } from '../retryDelay.ts';
import { UploadError } from '../UploadError.ts';
import type { UploadItem } from '../UploadItem.ts';
import { createAbortLane } from './createAbortLane.ts';
import { createComparison } from './createComparison.ts';
import { createCompletionLane } from './createCompletionLane.ts';
import { createHandshakeLane } from './createHandshakeLane.ts';
import { createJournal, recovery } from './createJournal.ts';
import { createLazyHashLane } from './createLazyHashLane.ts';
import { createPreparation } from './createPreparation.ts';
import { createRenewal } from './createRenewal.ts';
import { createSender } from './createSender.ts';
import { createTransferPool } from './createTransferPool.ts';
import type { Engine, UploadBook } from './Engine.ts';
import { type Call, repeatCall } from './repeatCall.ts';
import { createTransfer, recount, type Transfer, takeGrant } from './Transfer.ts';
import { endedStates, uploadEnded } from './uploadEnded.ts';

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

/**
 * What moves bytes. Loaded with the first file: a page that only shows the list never pays for it. No framework, no dependency;
 * everything outside comes through `book.ports`.
 *
 * @public reached through `import()`
 */
export function createEngine(book: UploadBook): Engine {
  const { options, ports, items, store, signal, setState } = book;
  const { connections, retries, stallSeconds, workerFrom } = options;
  let isSigningOut = false;

  const api = createApiClient({ ...options, ports });
  const call: Call = (run) => repeatCall(run, { ports, retries, signal });
  /** Of calls about one upload: nobody waits for them any more once it is called off. */
  const callFor = (item: UploadItem): Call => {
    item.calls ??= new AbortController();
    const own = item.calls.signal;
    return (run) => repeatCall(run, { ports, retries, signal: own });
  };
  const journal = createJournal(book);
  const hashes = createLazyHashLane({ clock: ports.clock, createWorker: options.createWorker, signal });
  const send = createSender({
    ports,
    connectionBytesPerSecond: () => pool.connectionBytesPerSecond(),
    createWorker: options.createWorker,
    // A transport that was handed in is that of the page.
    workerFrom: options.ports?.createXhr && !options.createWorker ? Number.POSITIVE_INFINITY : workerFrom,
    signal,
  });

  const pool = createTransferPool({
    ports,
    send,
    connections,
    retries,
    stallSeconds,
    onProgress: store.moved,
    onStored: finish,
    onFailed: fail,
    sign: (item, transfer) => sign(item, transfer),
    compare: (item, transfer) => compare(item, transfer),
  });
  const handshakes = createHandshakeLane({
    api,
    call,
    random: ports.random,
    backlog: pool.backlog,
    connections,
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
  const compare = createComparison({
    api,
    callFor,
    onChanged: store.changed,
    onStored: finish,
    onFinished: settle,
    onFailed: fail,
    pump,
  });
  const sign = createRenewal({
    api,
    call,
    callFor,
    clock: ports.clock,
    hashes,
    storeOrigins: options.storeOrigins,
    onClosed: compare,
    onFailed: fail,
    pump,
  });
  const abandon = createAbortLane({ api, call });

  const queue = createPreparation({
    api,
    callFor,
    hashes,
    checksums: options.checksums ?? false,
    isResumable: journal.isResumable,
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

  /** Takes over an upload that was begun before; what the store has of it is asked first. */
  function goOn(item: UploadItem, begun: Unfinished): void {
    adopt(item, createTransfer(begun, item.sizeBytes));
    item.transfer!.isDoubtful = true;
    journal.tellOtherTabs();
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
    if (grant.kind === 'multipart') journal.remember(item);
    // Paused while the call was under way, it keeps the grant and waits.
    if (item.state === 'queued' && setState(item, 'uploading')) pool.start(item);
  }

  function adopt(item: UploadItem, transfer: Transfer): void {
    item.transfer = transfer;
    item.uploadId = transfer.uploadId;
    item.key = transfer.key;
    store.changed(item);
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
    journal.forget(item);
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
      journal.forget(item);
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
    journal.forgetAll();
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
      journal.forget(item);
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
