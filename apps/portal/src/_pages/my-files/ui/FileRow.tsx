'use client';

import { memo, useState } from 'react';
import {
  describeFile,
  FileIcon,
  FileName,
  FileStatus,
  type FileSummary,
  FolderPath,
  isBeingChecked,
} from '@/entities/file';
import { formatBytes, formatDate } from '@/shared/lib';
import { fileTexts } from '@/shared/texts';
import { Checkbox, Icon, IconButton, MenuButton, type MenuItem } from '@/shared/ui';
import type { FileActions } from '../model/FileActions';

export type FileRowProps = {
  file: FileSummary;
  isSelected: boolean;
  /** The one row whose controls the Tab key stops at. */
  isActive: boolean;
  isTrash: boolean;
  actions: FileActions;
  /** Draws a picture over the icon; `null` until that is loaded. */
  Thumbnail: typeof import('@/entities/derivative').Thumbnail | null;
  onSelect: (id: string, isRange: boolean) => void;
};

const texts = fileTexts.list;

function menuOf(file: FileSummary, isTrash: boolean, actions: FileActions): MenuItem[] {
  const details: MenuItem = { label: texts.details, icon: 'text', onSelect: () => actions.open(file.id) };
  if (isTrash)
    return [
      details,
      { label: texts.restore, icon: 'restore', onSelect: () => actions.restore([file]) },
      'separator',
      { label: texts.purge, icon: 'trash', look: 'danger', onSelect: () => actions.purge([file]) },
    ];
  const isDisabled = isBeingChecked(file);
  return [
    details,
    { label: texts.rename, icon: 'pencil', onSelect: () => actions.rename(file) },
    { label: texts.newVersion, icon: 'upload', isDisabled, onSelect: () => actions.uploadVersion(file) },
    'separator',
    {
      label: texts.delete,
      icon: 'trash',
      look: 'danger',
      isDisabled,
      onSelect: () => actions.delete([file]),
    },
  ];
}

/** One file; drawn anew only when something of it changes. */
export const FileRow = memo(function FileRow({
  file,
  isSelected,
  isActive,
  isTrash,
  actions,
  Thumbnail,
  onSelect,
}: FileRowProps) {
  const [isBusy, setIsBusy] = useState(false);
  const { detail, look } = describeFile(file);
  const tabIndex = isActive ? 0 : -1;
  const icon = <FileIcon category={file.category} />;

  async function download() {
    setIsBusy(true);
    await actions.download(file);
    setIsBusy(false);
  }

  return (
    <div
      className={`flex items-center gap-1 py-2 pr-1.5 pl-1.5 sm:gap-2 sm:px-3 ${isSelected ? 'bg-accent-soft' : ''}`}
    >
      <Checkbox
        label={texts.select(file.name)}
        isLabelHidden
        checked={isSelected}
        tabIndex={tabIndex}
        onChange={({ nativeEvent }) =>
          onSelect(file.id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
        }
      />
      <span className="mr-1 max-sm:hidden">
        {Thumbnail === null ? icon : <Thumbnail file={file}>{icon}</Thumbnail>}
      </span>
      <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] gap-x-4 py-1 sm:grid-cols-[minmax(0,1fr)_auto]">
        <p className="min-w-0">
          <button
            type="button"
            data-row-focus
            tabIndex={tabIndex}
            title={file.name}
            aria-haspopup="dialog"
            onClick={() => actions.open(file.id)}
            className="line-clamp-2 rounded text-left font-medium [overflow-wrap:anywhere] hover:underline"
          >
            <FileName name={file.name} />
          </button>
        </p>
        <div className="max-sm:order-last max-sm:mt-1.5 sm:row-span-2 sm:self-center">
          <FileStatus file={file} />
        </div>
        <p className="mt-0.5 flex min-w-0 flex-wrap items-center gap-x-2.5 text-sm text-muted">
          {file.size !== null && <span className="tabular-nums">{formatBytes(file.size)}</span>}
          {isTrash && file.deletedAt !== null ? (
            <span>{texts.deletedOn(formatDate(file.deletedAt))}</span>
          ) : (
            <time dateTime={file.createdAt}>{formatDate(file.createdAt)}</time>
          )}
          {file.version > 1 && <span>{texts.version(file.version)}</span>}
          {file.path !== null && <FolderPath path={file.path} label={texts.folder} />}
        </p>
        {detail !== null && !isTrash && (
          <p
            className={`mt-1 line-clamp-3 text-sm [overflow-wrap:anywhere] sm:col-span-2 ${look === 'bad' ? 'text-bad' : 'text-muted'}`}
          >
            {detail}
          </p>
        )}
      </div>
      <div className="flex shrink-0 items-center">
        {isTrash && (
          <IconButton
            icon="restore"
            label={`${texts.restore} ${file.name}`}
            hint={texts.restore}
            tabIndex={tabIndex}
            onClick={() => actions.restore([file])}
          />
        )}
        {!isTrash && file.state === 'available' && (
          <IconButton
            icon="download"
            label={`${texts.download} ${file.name}`}
            hint={texts.download}
            tabIndex={tabIndex}
            isBusy={isBusy}
            onClick={download}
          />
        )}
        <MenuButton
          label={texts.moreOf(file.name)}
          tabIndex={tabIndex}
          items={menuOf(file, isTrash, actions)}
        >
          <Icon name="more" />
        </MenuButton>
      </div>
    </div>
  );
});
