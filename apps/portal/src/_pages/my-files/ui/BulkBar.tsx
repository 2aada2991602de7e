'use client';

import { type FileSummary, isBeingChecked } from '@/entities/file';
import { fileDetailTexts, fileTexts } from '@/shared/texts';
import { Button, Icon, type IconName } from '@/shared/ui';
import type { FileActions } from '../model/FileActions';

type BulkBarProps = {
  files: readonly FileSummary[];
  isTrash: boolean;
  actions: Pick<FileActions, 'delete' | 'restore' | 'purge'>;
  /** How far the downloads are; `null` while there are none. */
  downloading: number | null;
  onDownload: (files: readonly FileSummary[]) => void;
  onClear: () => void;
};

function Action({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <Button look="quiet" onClick={onClick}>
      <Icon name={icon} className="size-4" />
      {label}
    </Button>
  );
}

/** What can be done to everything that is selected; at the foot of the window, wherever the list is. */
export function BulkBar({ files, isTrash, actions, downloading, onDownload, onClear }: BulkBarProps) {
  const texts = fileDetailTexts.bulk;
  const ready = files.filter(({ state }) => state === 'available');
  const removable = files.filter((file) => !isBeingChecked(file));
  return (
    <section
      aria-label={texts.label}
      className="sticky bottom-4 z-10 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center justify-center gap-x-1 rounded-2xl border border-line bg-raised px-2 py-1.5 shadow-raised"
    >
      <p className="px-2 text-sm font-medium tabular-nums">
        {downloading === null
          ? fileTexts.said.selected(files.length).replace(/\.$/, '')
          : texts.working(downloading, ready.length)}
      </p>
      {isTrash ? (
        <>
          <Action icon="restore" label={texts.restore} onClick={() => actions.restore(files)} />
          <Action icon="trash" label={texts.purge} onClick={() => actions.purge(files)} />
        </>
      ) : (
        <>
          {ready.length > 0 && downloading === null && (
            <Action icon="download" label={texts.download} onClick={() => onDownload(ready)} />
          )}
          {removable.length > 0 && (
            <Action icon="trash" label={texts.delete} onClick={() => actions.delete(removable)} />
          )}
        </>
      )}
      <Action icon="close" label={texts.clear} onClick={onClear} />
    </section>
  );
}
