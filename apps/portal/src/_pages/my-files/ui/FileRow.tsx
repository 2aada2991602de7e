'use client';

import { memo, useState } from 'react';
import { describeRejection, type FileSummary, isBeingChecked, StateBadge } from '@/entities/file';
import { downloadFile } from '@/features/file-management';
import { ApiError } from '@/shared/api';
import { formatBytes, formatDate } from '@/shared/lib';
import { Button, Icon } from '@/shared/ui';

type FileRowProps = { file: FileSummary; onDelete: (file: FileSummary) => void };

export const FileRow = memo(function FileRow({ file, onDelete }: FileRowProps) {
  const [download, setDownload] = useState<{ isBusy: boolean; problem: string | null }>({
    isBusy: false,
    problem: null,
  });

  async function start() {
    setDownload({ isBusy: true, problem: null });
    try {
      await downloadFile(file.id);
      setDownload({ isBusy: false, problem: null });
    } catch (error) {
      const problem =
        error instanceof ApiError
          ? error.message
          : 'The server cannot be reached. Check the connection and try again.';
      setDownload({ isBusy: false, problem });
    }
  }

  return (
    <li className="flex items-center gap-3 px-4 py-3 sm:gap-4 sm:px-5">
      <span className="hidden size-10 shrink-0 place-items-center rounded-lg bg-sunken text-muted sm:grid">
        <Icon name="file" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words [overflow-wrap:anywhere]">
          <bdi>{file.name}</bdi>
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm text-muted">
          <StateBadge state={file.state} />
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
      <div className="flex shrink-0 items-center">
        {file.state === 'available' && (
          <Button
            look="icon"
            aria-label={`Download ${file.name}`}
            title="Download"
            onClick={start}
            disabled={download.isBusy}
          >
            <Icon name="download" />
          </Button>
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
    </li>
  );
});
