import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Unfinished, type UploadElsewhere, UploadError } from 'valetkey/client';
import { useUploader, useUploads } from 'valetkey/react';
import { generalTexts, unfinishedTexts as texts } from '@/shared/texts';
import { announce } from '@/shared/ui';
import { matchUnfinished } from './matchUnfinished';

/** How many are called off at once; hundreds of calls in one moment would only be told to wait. */
const discardsAtOnce = 4;

function words(error: unknown): string {
  return error instanceof UploadError ? error.message : generalTexts.failed;
}

/** Unfinished uploads and what can be done about them, one by one or all together. */
export function useUnfinishedActions(initial: readonly Unfinished[], onDoneElsewhere: () => void) {
  const uploader = useUploader();
  const [found, setFound] = useState(initial);
  const [elsewhere, setElsewhere] = useState<ReadonlyMap<string, UploadElsewhere>>(new Map());
  const latest = useRef({ found, onDoneElsewhere });
  const [problems, setProblems] = useState<ReadonlyMap<string, string>>(new Map());
  const [notice, setNotice] = useState<string | null>(null);
  const [doneCount, setDoneCount] = useState(0);
  const running = useUploads(({ uploads }) =>
    uploads
      .flatMap(({ uploadId }) => uploadId ?? [])
      .sort()
      .join(' '),
  );
  // One of unknown size cannot be compared with a file, so it cannot be continued; the sweep settles it or lets it go.
  const open = found.filter(({ size }) => size !== null);

  // Those that another tab holds are its own to continue or to discard.
  const free = open.filter(({ uploadId }) => !elsewhere.has(uploadId));

  useEffect(() => {
    latest.current = { found, onDoneElsewhere };
  });

  // One that goes on again, also because its file was simply chosen again, is in the list of uploads from then on: before it is drawn twice.
  useLayoutEffect(() => {
    const isRunning = new Set(running.split(' '));
    setFound((before) => before.filter(({ uploadId }) => !isRunning.has(uploadId)));
  }, [running]);

  useEffect(
    () =>
      uploader.watchOtherTabs((uploads) => {
        const isOver = ({ uploadId }: Unfinished) =>
          ['done', 'cancelled'].includes(uploads.get(uploadId)?.state ?? '');
        setElsewhere(uploads);
        const over = latest.current.found.filter(isOver);
        if (over.length === 0) return;
        setFound((before) => before.filter((one) => !isOver(one)));
        const done = over.filter(({ uploadId }) => uploads.get(uploadId)!.state === 'done').length;
        if (done === 0) return;
        announce(texts.doneElsewhere(done));
        latest.current.onDoneElsewhere();
      }),
    [uploader],
  );

  /** Does it to each, some at a time, and keeps those for which it failed, with the reason. */
  async function toEach(
    all: readonly Unfinished[],
    act: (one: Unfinished) => Promise<unknown>,
    atOnce = 1,
  ): Promise<number> {
    const failed = new Map<string, string>();
    const done = new Set<string>();
    const queue = [...all];
    const lane = async () => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        const { uploadId } = one;
        try {
          await act(one);
          done.add(uploadId);
          setDoneCount(done.size);
        } catch (error) {
          failed.set(uploadId, words(error));
        }
      }
    };
    setNotice(null);
    setProblems(new Map());
    setDoneCount(0);
    await Promise.all(Array.from({ length: atOnce }, lane));
    setFound((before) => before.filter(({ uploadId }) => !done.has(uploadId)));
    setProblems(failed);
    return done.size;
  }

  return {
    open,
    /** What can be continued or discarded here. */
    free,
    elsewhere,
    problems,
    /** What is to be said of all together. */
    notice,
    /** Of those that something is being done to together. */
    doneCount,
    proceed: (unfinished: Unfinished, file: File) =>
      toEach([unfinished], () => uploader.continueUnfinished(unfinished, file)),
    reopen: (unfinished: Unfinished) => toEach([unfinished], () => uploader.reopenUnfinished(unfinished)),
    async proceedMany(files: readonly File[]) {
      const { pairs, unknown } = matchUnfinished(free, files);
      const fileOf = new Map(pairs.map(({ unfinished, file }) => [unfinished.uploadId, file]));
      const count = await toEach(
        pairs.map(({ unfinished }) => unfinished),
        (one) => uploader.continueUnfinished(one, fileOf.get(one.uploadId)!),
      );
      if (unknown > 0) setNotice(texts.unknown(unknown));
      announce(texts.continued(count));
    },
    discard: (unfinished: Unfinished) => toEach([unfinished], () => uploader.discardUnfinished(unfinished)),
    async discardAll() {
      const all = free;
      const count = await toEach(all, (one) => uploader.discardUnfinished(one), discardsAtOnce);
      if (count < all.length) setNotice(texts.notDiscarded(all.length - count));
      announce(texts.discarded(count));
    },
  };
}
