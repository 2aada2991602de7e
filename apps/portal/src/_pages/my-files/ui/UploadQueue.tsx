'use client';

import { useEffect, useId, useState } from 'react';
import type { UploadTotals } from 'valetkey/client';
import { useUploader, useUploads } from 'valetkey/react';
import { uploadTexts as texts } from '@/shared/texts';
import { announce, Button, ProgressBar } from '@/shared/ui';
import { describeMilestone, describeSpeed, describeTotals, mayRetry } from '../model/describeUpload';
import { orderQueue } from '../model/orderQueue';
import { UploadRow } from './UploadRow';

const firstRows = 12;
const firstDoneRows = 4;
const moreRows = 50;

function barLook({ active, paused, failed }: UploadTotals, isOnline: boolean) {
  if (active > 0 && isOnline) return 'moving';
  if (active + paused > 0) return 'stopped';
  return failed > 0 ? 'failed' : 'done';
}

/** Says milestones to a screen reader, not every step. */
function useMilestones(): void {
  const text = useUploads(({ totals }) => describeMilestone(totals));
  useEffect(() => announce(text), [text]);
}

type UploadQueueProps = {
  /** Rows and buttons go while they have the focus; then it stays near, instead of going back to the top of the page. */
  keepFocus: () => void;
};

/** Everything that is being uploaded, as a whole and one by one. Of very many only the first are drawn. */
export function UploadQueue({ keepFocus }: UploadQueueProps) {
  const id = useId();
  const uploader = useUploader();
  const { uploads, totals, isOnline } = useUploads();
  const [limits, setLimits] = useState({ limit: firstRows, doneLimit: firstDoneRows });
  const shown = orderQueue(uploads, limits);
  const hidden = totals.count - shown.length;
  const open = totals.active + totals.paused;
  useMilestones();

  return (
    <section
      aria-labelledby={`${id}-title`}
      className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
    >
      <div className="grid gap-3 border-b border-line p-4 sm:p-5">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <div className="mr-auto min-w-0">
            <h2 id={`${id}-title`} className="font-semibold">
              {describeTotals(totals, { isOnline })}
            </h2>
            <p className="text-sm text-muted tabular-nums">{describeSpeed(totals, { isOnline })}</p>
          </div>
          <div className="-mx-1 flex flex-wrap gap-1">
            {uploads.some(mayRetry) && (
              <Button
                look="quiet"
                onClick={() => uploader.retry(uploads.filter(mayRetry).map((upload) => upload.id))}
              >
                {texts.retryFailed}
              </Button>
            )}
            {/* The first of the two is one button that changes, so that the focus stays on it. */}
            {open > 0 && (
              <Button look="quiet" onClick={() => (totals.active > 0 ? uploader.pause() : uploader.resume())}>
                {totals.active > 0 ? texts.pauseAll : texts.resumeAll}
              </Button>
            )}
            {totals.active > 0 && totals.paused > 0 && (
              <Button look="quiet" onClick={() => uploader.resume()}>
                {texts.resumeAll}
              </Button>
            )}
            {open > 0 && (
              <Button
                look="quiet"
                onClick={() => {
                  uploader.cancel();
                  keepFocus();
                }}
              >
                {texts.cancelAll}
              </Button>
            )}
            {open === 0 && (
              <Button
                look="quiet"
                onClick={() => {
                  uploader.remove(uploader.getSnapshot().uploads.map((upload) => upload.id));
                  keepFocus();
                }}
              >
                {texts.clear}
              </Button>
            )}
          </div>
        </div>
        <ProgressBar label={texts.all} progress={totals.progress} look={barLook(totals, isOnline)} />
      </div>
      <ul aria-labelledby={`${id}-title`} className="divide-y divide-line">
        {shown.map((upload) => (
          <UploadRow key={upload.id} id={upload.id} onGone={keepFocus} />
        ))}
      </ul>
      {hidden > 0 && (
        <div className="border-t border-line px-4 py-2 text-center">
          <Button
            look="quiet"
            onClick={() => setLimits({ limit: shown.length + moreRows, doneLimit: shown.length + moreRows })}
          >
            {texts.showMore(Math.min(hidden, moreRows))}
          </Button>
        </div>
      )}
    </section>
  );
}
