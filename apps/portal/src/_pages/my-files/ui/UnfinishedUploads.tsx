'use client';

import { useId, useState } from 'react';
import type { Unfinished } from 'valetkey/client';
import { unfinishedTexts as texts } from '@/shared/texts';
import { Button, Notice } from '@/shared/ui';
import { useUnfinishedActions } from '../model/useUnfinishedActions';
import { AskDialog } from './AskDialog';
import { PickAgain } from './PickAgain';
import { UnfinishedRow } from './UnfinishedRow';

const firstRows = 5;
const moreRows = 50;

type UnfinishedUploadsProps = {
  initial: readonly Unfinished[];
  /** Another tab brought some of them to their end. */
  onDoneElsewhere: () => void;
};

/** Uploads that a reload or another device left unfinished: choosing the same files again continues them. */
export function UnfinishedUploads({ initial, onDoneElsewhere }: UnfinishedUploadsProps) {
  const id = useId();
  const {
    open,
    free,
    elsewhere,
    problems,
    notice,
    doneCount,
    proceed,
    reopen,
    proceedMany,
    discard,
    discardAll,
  } = useUnfinishedActions(initial, onDoneElsewhere);
  const [limit, setLimit] = useState(firstRows);
  const [isAsking, setIsAsking] = useState(false);
  const hidden = open.length - limit;
  if (open.length === 0 && notice === null) return null;

  return (
    <section
      aria-labelledby={`${id}-title`}
      className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line p-4 sm:p-5">
        <div className="mr-auto min-w-0">
          <h2 id={`${id}-title`} className="font-semibold">
            {texts.title}
          </h2>
          <p className="text-sm text-muted">
            {free.length > 1
              ? texts.textMany(free.length)
              : free.length === 1
                ? free[0]?.hasHandle
                  ? texts.textKnown
                  : texts.text
                : texts.textElsewhere}
          </p>
        </div>
        {free.length > 1 && (
          <div className="-mx-1 flex flex-wrap gap-1">
            <PickAgain id={`${id}-all`} isMany onFiles={proceedMany}>
              {texts.continueMany}
            </PickAgain>
            <Button look="quiet" onClick={() => setIsAsking(true)}>
              {texts.discardAll}
            </Button>
          </div>
        )}
      </div>
      {notice !== null && (
        <div className="p-4 sm:px-5">
          <Notice look="bad">{notice}</Notice>
        </div>
      )}
      <ul aria-labelledby={`${id}-title`} className="divide-y divide-line">
        {open.slice(0, limit).map((unfinished) => (
          <UnfinishedRow
            key={unfinished.uploadId}
            unfinished={unfinished}
            elsewhere={elsewhere.get(unfinished.uploadId) ?? null}
            problem={problems.get(unfinished.uploadId) ?? null}
            onFile={(file) => proceed(unfinished, file)}
            onReopen={() => reopen(unfinished)}
            onDiscard={() => discard(unfinished)}
          />
        ))}
      </ul>
      {hidden > 0 && (
        <div className="border-t border-line px-4 py-2 text-center">
          <Button look="quiet" onClick={() => setLimit(limit + moreRows)}>
            {texts.showMore(Math.min(hidden, moreRows))}
          </Button>
        </div>
      )}
      {isAsking && (
        <AskDialog
          title={texts.discardAllTitle(free.length)}
          text={texts.discardAllText}
          keepLabel={texts.keep}
          label={texts.discardAll}
          busyLabel={texts.discarding(doneCount, free.length)}
          onClose={() => setIsAsking(false)}
          onConfirm={async () => {
            await discardAll();
            setIsAsking(false);
          }}
        />
      )}
    </section>
  );
}
