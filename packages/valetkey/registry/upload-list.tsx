'use client';

import type { Upload } from 'valetkey/client';
import { type UploadActions, UploadList as Uploads, useUploadAnnouncement, useUploads } from 'valetkey/react';

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

function formatBytes(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

function formatRest(seconds: number | null): string {
  if (seconds === null) return '';
  return seconds < 90 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;
}

function describe({ state, error, sizeBytes, progress, remainingSeconds }: Upload): string {
  switch (state) {
    case 'queued':
      return 'Waiting';
    case 'uploading':
      return [`${Math.floor(progress * 100)} %`, formatRest(remainingSeconds)].filter(Boolean).join(' · ');
    case 'finishing':
      return 'Finishing';
    case 'paused':
      return `Paused at ${Math.floor(progress * 100)} %`;
    case 'failed':
      return error?.message ?? 'It could not be uploaded.';
    case 'cancelled':
      return 'Cancelled';
    case 'done':
      return `Uploaded · ${formatBytes(sizeBytes)}`;
  }
}

type Action = { label: string; act: () => void };

function actionsOf({ state, error }: Upload, actions: UploadActions): Action[] {
  const cancel = { label: 'Cancel', act: actions.cancel };
  if (state === 'queued' || state === 'uploading') return [{ label: 'Pause', act: actions.pause }, cancel];
  if (state === 'paused') return [{ label: 'Resume', act: actions.resume }, cancel];
  const remove = { label: 'Remove', act: actions.remove };
  // A file that changed has to be chosen again.
  if (state === 'failed')
    return error?.code === 'FILE_CHANGED' ? [remove] : [{ label: 'Try again', act: actions.retry }, remove];
  return state === 'finishing' ? [] : [remove];
}

function drawRow(upload: Upload, actions: UploadActions) {
  const { name, state, progress } = upload;
  const percent = Math.floor(progress * 100);
  return (
    <li className="grid gap-2 p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium" title={name}>
            <bdi>{name}</bdi>
          </p>
          <p className={`text-sm ${state === 'failed' ? 'text-destructive' : 'text-muted-foreground'}`}>
            {describe(upload)}
          </p>
        </div>
        <div className="flex gap-1">
          {actionsOf(upload, actions).map(({ label, act }) => (
            <button
              key={label}
              type="button"
              onClick={act}
              className="inline-flex min-h-11 items-center rounded-md px-3 text-sm font-medium hover:bg-accent hover:text-accent-foreground focus-visible:outline-2 focus-visible:outline-ring"
            >
              {label}
              <span className="sr-only"> {name}</span>
            </button>
          ))}
        </div>
      </div>
      {(state === 'uploading' || state === 'paused' || state === 'finishing') && (
        <div
          role="progressbar"
          aria-label={name}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          className="h-1.5 overflow-hidden rounded-full bg-secondary"
        >
          <div
            className="h-full origin-left rounded-full bg-primary transition-transform motion-reduce:transition-none"
            style={{ transform: `scaleX(${progress})` }}
          />
        </div>
      )}
    </li>
  );
}

/** Every upload with its progress, and what may be done about it; a screen reader hears milestones, each once. */
export function UploadList() {
  const announcement = useUploadAnnouncement();
  const isEmpty = useUploads(({ ids }) => ids.length === 0);
  return (
    <>
      <p role="status" className="sr-only">
        {announcement}
      </p>
      {!isEmpty && (
        <ul
          aria-label="Uploads"
          className="divide-y divide-border overflow-hidden rounded-lg border border-border bg-card text-card-foreground"
        >
          <Uploads>{drawRow}</Uploads>
        </ul>
      )}
    </>
  );
}
