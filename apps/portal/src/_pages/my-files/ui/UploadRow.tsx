'use client';

import { memo } from 'react';
import type { Upload } from 'valetkey/client';
import { useUpload, useUploadActions } from 'valetkey/react';
import { Button, Icon, ProgressBar } from '@/shared/ui';
import { describeUpload } from '../model/describeUpload';

const barLooks = {
  queued: 'moving',
  uploading: 'moving',
  finishing: 'moving',
  paused: 'stopped',
  failed: 'failed',
  done: 'done',
  cancelled: 'stopped',
} as const satisfies Record<Upload['state'], string>;

/** One upload; drawn anew only when this one changes. */
export const UploadRow = memo(function UploadRow({ id }: { id: string }) {
  const upload = useUpload(id);
  const actions = useUploadActions(id);
  if (upload === null) return null;
  const { name, state } = upload;
  const canPause = state === 'queued' || state === 'uploading';
  const canCancel = canPause || state === 'paused' || state === 'failed';

  return (
    <li data-state={state} className="flex items-center gap-2 py-2.5 pr-2 pl-4 sm:pl-5">
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium" title={name}>
          <bdi>{name}</bdi>
        </p>
        {/* What is done needs no bar to be looked at, only to be read out. */}
        <div className={state === 'done' ? 'sr-only' : 'my-1.5'}>
          <ProgressBar
            label={`Upload of ${name}`}
            progress={state === 'done' ? 1 : upload.progress}
            look={barLooks[state]}
          />
        </div>
        <p className={`text-xs tabular-nums ${state === 'failed' ? 'text-bad' : 'text-muted'}`}>
          {describeUpload(upload)}
        </p>
      </div>
      <div className="flex shrink-0">
        {canPause && (
          <Button look="icon" aria-label={`Pause ${name}`} title="Pause" onClick={actions.pause}>
            <Icon name="pause" className="size-4" />
          </Button>
        )}
        {state === 'paused' && (
          <Button look="icon" aria-label={`Resume ${name}`} title="Resume" onClick={actions.resume}>
            <Icon name="play" className="size-4" />
          </Button>
        )}
        {state === 'failed' && (
          <Button look="icon" aria-label={`Retry ${name}`} title="Retry" onClick={actions.retry}>
            <Icon name="retry" className="size-4" />
          </Button>
        )}
        {canCancel && (
          <Button look="icon" aria-label={`Cancel ${name}`} title="Cancel" onClick={actions.cancel}>
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
