'use client';

import { memo } from 'react';
import type { Upload } from 'valetkey/client';
import { useUpload, useUploadActions, useUploads } from 'valetkey/react';
import { FileName, FolderPath } from '@/entities/file';
import { fileTexts, uploadTexts as texts } from '@/shared/texts';
import { Icon, IconButton, type IconName, ProgressBar } from '@/shared/ui';
import { describeUpload, mayRetry } from '../model/describeUpload';

const barLooks = {
  queued: 'moving',
  uploading: 'moving',
  finishing: 'moving',
  paused: 'stopped',
  failed: 'failed',
  done: 'done',
  cancelled: 'stopped',
} as const satisfies Record<Upload['state'], string>;

type NextStep = { action: 'pause' | 'resume' | 'retry'; label: string; icon: IconName };

const nextSteps: Readonly<Partial<Record<Upload['state'], NextStep>>> = {
  queued: { action: 'pause', label: texts.pause, icon: 'pause' },
  uploading: { action: 'pause', label: texts.pause, icon: 'pause' },
  paused: { action: 'resume', label: texts.resume, icon: 'play' },
  failed: { action: 'retry', label: texts.retry, icon: 'retry' },
};

type UploadRowProps = {
  id: string;
  /** The row is about to go, with the button that was pressed. */
  onGone: () => void;
};

/** One upload; drawn anew only when this one changes. */
export const UploadRow = memo(function UploadRow({ id, onGone }: UploadRowProps) {
  const upload = useUpload(id);
  const actions = useUploadActions(id);
  const isOnline = useUploads((snapshot) => snapshot.isOnline);
  if (upload === null) return null;
  const { name, state } = upload;
  const canCancel = nextSteps[state] !== undefined;
  const step = state === 'failed' && !mayRetry(upload) ? null : (nextSteps[state] ?? null);

  return (
    <li data-state={state} className="flex items-center gap-2 py-2.5 pr-2 pl-4 sm:pl-5">
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium" title={name}>
          <FileName name={name} />
        </p>
        {/* What is over needs no bar to be looked at, only to be read out. */}
        <div className={state === 'done' || state === 'failed' ? 'sr-only' : 'my-1.5'}>
          <ProgressBar
            label={texts.of(name)}
            progress={state === 'done' ? 1 : upload.progress}
            look={isOnline ? barLooks[state] : 'stopped'}
          />
        </div>
        <p
          className={`flex flex-wrap gap-x-2.5 text-xs tabular-nums ${state === 'failed' ? 'text-bad' : 'text-muted'}`}
        >
          {describeUpload(upload, { isOnline })}
          {upload.path !== null && <FolderPath path={upload.path} label={fileTexts.list.folder} />}
        </p>
      </div>
      <div className="flex shrink-0">
        {/* One button that changes, so that the keyboard's focus stays on it. */}
        {step !== null && (
          <IconButton
            icon={step.icon}
            label={`${step.label} ${name}`}
            hint={step.label}
            onClick={actions[step.action]}
          />
        )}
        {canCancel && (
          <IconButton
            icon="close"
            label={`${state === 'failed' ? texts.remove : texts.cancel} ${name}`}
            hint={state === 'failed' ? texts.removeHint : texts.cancel}
            onClick={() => {
              actions.cancel();
              onGone();
            }}
          />
        )}
        {state === 'done' && (
          <span className="grid size-10 place-items-center text-good">
            <Icon name="check" className="size-4" />
          </span>
        )}
      </div>
    </li>
  );
});
