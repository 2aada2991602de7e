'use client';

import { memo, useEffect, useRef, useState } from 'react';
import { describeRejection, FileName, type FileSummary, isBeingChecked, StateBadge } from '@/entities/file';
import { downloadFile } from '@/features/file-management';
import { formatBytes, formatDate } from '@/shared/lib';
import { Button, Icon } from '@/shared/ui';
import { describeProblem } from '../model/describeProblem';
import { RenameForm } from './RenameForm';

export type FileRowProps = {
  file: FileSummary;
  onDelete: (file: FileSummary) => void;
  onRenamed: (file: FileSummary) => void;
  /** Something failed; the row says so itself, the page may know more to do about it. */
  onError: (error: unknown) => void;
};

export const FileRow = memo(function FileRow({ file, onDelete, onRenamed, onError }: FileRowProps) {
  const [download, setDownload] = useState<{ isBusy: boolean; problem: string | null }>({
    isBusy: false,
    problem: null,
  });
  const [isRenaming, setIsRenaming] = useState(false);
  const wasRenaming = useRef(false);
  const renameButton = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    // Whoever came with the keyboard is back where the renaming began.
    if (wasRenaming.current && !isRenaming) renameButton.current?.focus();
    wasRenaming.current = isRenaming;
  }, [isRenaming]);

  async function start() {
    setDownload({ isBusy: true, problem: null });
    try {
      await downloadFile(file.id);
      setDownload({ isBusy: false, problem: null });
    } catch (error) {
      onError(error);
      setDownload({ isBusy: false, problem: describeProblem(error) });
    }
  }

  return (
    <li className="flex items-center gap-3 px-4 py-3 sm:gap-4 sm:px-5">
      <span className="hidden size-10 shrink-0 place-items-center rounded-lg bg-sunken text-muted sm:grid">
        <Icon name="file" />
      </span>
      <div className="min-w-0 flex-1">
        {isRenaming ? (
          <RenameForm
            file={file}
            onClose={() => setIsRenaming(false)}
            onRenamed={onRenamed}
            onError={onError}
          />
        ) : (
          <p className="line-clamp-4 font-medium [overflow-wrap:anywhere] sm:line-clamp-2" title={file.name}>
            <FileName name={file.name} />
          </p>
        )}
        <p className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm text-muted">
          {/* Being ready is the rule: on a narrow screen only the exceptions take up room. */}
          <span className={file.state === 'available' ? 'max-sm:sr-only' : ''}>
            <StateBadge state={file.state} />
          </span>
          {file.size !== null && <span>{formatBytes(file.size)}</span>}
          <time dateTime={file.createdAt}>{formatDate(file.createdAt)}</time>
        </p>
        {file.rejection !== null && (
          <p className="mt-1 text-sm text-bad">{describeRejection(file.rejection)}</p>
        )}
        {download.problem !== null && (
          <p role="alert" className="mt-1 text-sm text-bad">
            {download.problem}
          </p>
        )}
      </div>
      {!isRenaming && (
        <div className="-mr-2 flex shrink-0 items-center">
          {file.state === 'available' && (
            <>
              <Button
                look="icon"
                aria-label={`Download ${file.name}`}
                title="Download"
                onClick={start}
                isBusy={download.isBusy}
              >
                <Icon name="download" />
              </Button>
              <Button
                ref={renameButton}
                look="icon"
                aria-label={`Rename ${file.name}`}
                title="Rename"
                onClick={() => setIsRenaming(true)}
              >
                <Icon name="pencil" />
              </Button>
            </>
          )}
          {!isBeingChecked(file) && (
            <Button
              look="icon"
              aria-label={`Delete ${file.name}`}
              title="Delete"
              onClick={() => onDelete(file)}
            >
              <Icon name="trash" />
            </Button>
          )}
        </div>
      )}
    </li>
  );
});
