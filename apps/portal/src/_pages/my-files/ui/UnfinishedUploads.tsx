'use client';

import { type ChangeEvent, useId, useState } from 'react';
import { type Unfinished, UploadError } from 'valetkey/client';
import { useUploader, useUploads } from 'valetkey/react';
import { FileName } from '@/entities/file';
import { formatBytes, formatDate } from '@/shared/lib';
import { generalTexts, uploadTexts } from '@/shared/texts';
import { Button } from '@/shared/ui';

const texts = uploadTexts.unfinished;

function words(error: unknown): string {
  return error instanceof UploadError ? error.message : generalTexts.failed;
}

/** Uploads that a reload or another device left unfinished: choosing the same file again continues them. */
export function UnfinishedUploads({ initial }: { initial: readonly Unfinished[] }) {
  const id = useId();
  const uploader = useUploader();
  const [found, setFound] = useState(initial);
  const [problem, setProblem] = useState<{ uploadId: string; message: string } | null>(null);
  const running = useUploads(({ uploads }) =>
    uploads
      .flatMap(({ uploadId }) => uploadId ?? [])
      .sort()
      .join(' '),
  );

  // One of unknown size cannot be compared with a file, so it cannot be continued; the sweep settles it or lets it go.
  const open = found.filter(({ uploadId, size }) => size !== null && !running.split(' ').includes(uploadId));
  if (open.length === 0) return null;

  const forget = (gone: Unfinished) => setFound((all) => all.filter((one) => one.uploadId !== gone.uploadId));

  async function proceed(unfinished: Unfinished, event: ChangeEvent<HTMLInputElement>) {
    const file = event.currentTarget.files?.[0];
    event.currentTarget.value = '';
    if (file === undefined) return;
    setProblem(null);
    try {
      await uploader.continueUnfinished(unfinished, file);
      forget(unfinished);
    } catch (error) {
      setProblem({ uploadId: unfinished.uploadId, message: words(error) });
    }
  }

  async function discard(unfinished: Unfinished) {
    setProblem(null);
    try {
      await uploader.discardUnfinished(unfinished);
      forget(unfinished);
    } catch (error) {
      setProblem({ uploadId: unfinished.uploadId, message: words(error) });
    }
  }

  return (
    <section
      aria-labelledby={`${id}-title`}
      className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
    >
      <div className="border-b border-line p-4 sm:p-5">
        <h2 id={`${id}-title`} className="font-semibold">
          {texts.title}
        </h2>
        <p className="text-sm text-muted">{texts.text}</p>
      </div>
      <ul aria-labelledby={`${id}-title`} className="divide-y divide-line">
        {open.map((unfinished) => (
          <li
            key={unfinished.uploadId}
            className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5"
          >
            <div className="mr-auto min-w-0">
              <p
                className="line-clamp-3 text-sm font-medium [overflow-wrap:anywhere]"
                title={unfinished.name}
              >
                <FileName name={unfinished.name} />
              </p>
              <p className="text-xs text-muted">
                {unfinished.size !== null && `${formatBytes(unfinished.size)} · `}
                {texts.started(formatDate(unfinished.createdAt))}
              </p>
              {problem?.uploadId === unfinished.uploadId && (
                <p role="alert" className="mt-1 text-sm text-bad">
                  {problem.message}
                </p>
              )}
            </div>
            <div className="-mx-1 flex flex-wrap gap-1">
              <span className="relative">
                <input
                  id={`${id}-${unfinished.uploadId}`}
                  type="file"
                  className="peer sr-only"
                  onChange={(event) => proceed(unfinished, event)}
                />
                <label
                  htmlFor={`${id}-${unfinished.uploadId}`}
                  className="inline-flex min-h-10 items-center rounded-lg px-3 text-sm font-medium text-accent hover:bg-sunken peer-focus-visible:outline-2 peer-focus-visible:outline-accent"
                >
                  {texts.continue}
                  <span className="sr-only"> {unfinished.name}</span>
                </label>
              </span>
              <Button look="quiet" onClick={() => discard(unfinished)}>
                {texts.discard}
                <span className="sr-only"> {unfinished.name}</span>
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
