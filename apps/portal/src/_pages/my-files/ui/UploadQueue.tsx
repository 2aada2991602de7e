'use client';

import { useId, useState } from 'react';
import { useUploader, useUploads } from 'valetkey/react';
import { Button, Notice, ProgressBar } from '@/shared/ui';
import { describeMilestone, describeSpeed, describeTotals } from '../model/describeUpload';
import { orderQueue } from '../model/orderQueue';
import { UploadRow } from './UploadRow';

const firstRows = 12;
const moreRows = 50;

/** Says milestones to a screen reader; it is there from the start, because a live region that appears is not read. */
function Milestones() {
  const text = useUploads(({ totals }) => describeMilestone(totals));
  return (
    <p aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}

function Offline() {
  const isOnline = useUploads((snapshot) => snapshot.isOnline);
  if (isOnline) return null;
  return (
    <Notice look="wait">
      You are offline. Uploads go on by themselves as soon as the connection is back.
    </Notice>
  );
}

/** Everything that is being uploaded, as a whole and one by one. */
export function UploadQueue() {
  const id = useId();
  const uploader = useUploader();
  const { uploads, totals } = useUploads();
  const [limit, setLimit] = useState(firstRows);
  const shown = orderQueue(uploads, limit);
  const hidden = totals.count - shown.length;

  return (
    <>
      <Milestones />
      <Offline />
      {totals.count > 0 && (
        <section
          aria-labelledby={`${id}-title`}
          className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
        >
          <div className="grid gap-3 border-b border-line p-4 sm:p-5">
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
              <div className="mr-auto min-w-0">
                <h2 id={`${id}-title`} className="font-semibold">
                  {describeTotals(totals)}
                </h2>
                <p className="text-sm text-muted tabular-nums">{describeSpeed(totals)}</p>
              </div>
              <div className="-mx-1 flex flex-wrap gap-1">
                {totals.failed > 0 && (
                  <Button look="quiet" onClick={() => uploader.retry()}>
                    Retry failed
                  </Button>
                )}
                {totals.paused > 0 && (
                  <Button look="quiet" onClick={() => uploader.resume()}>
                    Resume all
                  </Button>
                )}
                {totals.active > 0 && (
                  <Button look="quiet" onClick={() => uploader.pause()}>
                    Pause all
                  </Button>
                )}
                {totals.active + totals.paused > 0 && (
                  <Button look="quiet" onClick={() => uploader.cancel()}>
                    Cancel all
                  </Button>
                )}
                {totals.active + totals.paused === 0 && (
                  <Button
                    look="quiet"
                    onClick={() => uploader.remove(uploader.getSnapshot().uploads.map((upload) => upload.id))}
                  >
                    Clear list
                  </Button>
                )}
              </div>
            </div>
            <ProgressBar
              label="All uploads"
              progress={totals.progress}
              look={
                totals.active > 0
                  ? 'moving'
                  : totals.failed > 0
                    ? 'failed'
                    : totals.paused > 0
                      ? 'stopped'
                      : 'done'
              }
            />
          </div>
          <ul aria-labelledby={`${id}-title`} className="divide-y divide-line">
            {shown.map((upload) => (
              <UploadRow key={upload.id} id={upload.id} />
            ))}
          </ul>
          {hidden > 0 && (
            <div className="border-t border-line px-4 py-2 text-center">
              <Button look="quiet" onClick={() => setLimit(limit + moreRows)}>
                Show {Math.min(hidden, moreRows)} more
              </Button>
            </div>
          )}
        </section>
      )}
    </>
  );
}
