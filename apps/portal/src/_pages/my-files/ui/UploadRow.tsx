'use client';

import { memo } from 'react';
import type { Upload } from 'valetkey/client';
import { useUpload, useUploadActions, useUploads } from 'valetkey/react';
import { FileName } from '@/entities/file';
import { Button, Icon, type IconName, ProgressBar } from '@/shared/ui';
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
  queued: { action: 'pause', label: 'Pause', icon: 'pause' },
  uploading: { action: 'pause', label: 'Pause', icon: 'pause' },
  paused: { action: 'resume', label: 'Resume', icon: 'play' },
  failed: { action: 'retry', label: 'Retry', icon: 'retry' },
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
            label={`Upload of ${name}`}
            progress={state === 'done' ? 1 : upload.progress}
            look={isOnline ? barLooks[state] : 'stopped'}
          />
        </div>
        <p className={`text-xs tabular-nums ${state === 'failed' ? 'text-bad' : 'text-muted'}`}>
          {describeUpload(upload, { isOnline })}
        </p>
      </div>
      <div className="flex shrink-0">
        {/* One button that changes, so that the keyboard's focus stays on it. */}
        {step !== null && (
          <Button
            look="icon"
            aria-label={`${step.label} ${name}`}
            title={step.label}
            onClick={actions[step.action]}
          >
            <Icon name={step.icon} className="size-4" />
          </Button>
        )}
        {canCancel && (
          <Button
            look="icon"
            aria-label={`${state === 'failed' ? 'Remove' : 'Cancel'} ${name}`}
            title={state === 'failed' ? 'Remove from this list' : 'Cancel'}
            onClick={() => {
              actions.cancel();
              onGone();
            }}
          >
            <Icon name="close" className="size-4" />
          </Button>
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
