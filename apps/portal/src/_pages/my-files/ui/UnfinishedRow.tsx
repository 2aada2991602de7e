import { useId } from 'react';
import type { Unfinished } from 'valetkey/client';
import { FileName } from '@/entities/file';
import { formatBytes, formatDate } from '@/shared/lib';
import { unfinishedTexts as texts } from '@/shared/texts';
import { Button } from '@/shared/ui';
import { PickAgain } from './PickAgain';

type UnfinishedRowProps = {
  unfinished: Unfinished;
  /** Why it could not be continued or discarded. */
  problem: string | null;
  onFile: (file: File) => void;
  onDiscard: () => void;
};

export function UnfinishedRow({ unfinished, problem, onFile, onDiscard }: UnfinishedRowProps) {
  const id = useId();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="mr-auto min-w-0">
        <p className="line-clamp-3 text-sm font-medium [overflow-wrap:anywhere]" title={unfinished.name}>
          <FileName name={unfinished.name} />
        </p>
        <p className="text-xs text-muted">
          {unfinished.size !== null && `${formatBytes(unfinished.size)} · `}
          {texts.started(formatDate(unfinished.createdAt))}
        </p>
        {problem !== null && (
          <p role="alert" className="mt-1 text-sm text-bad">
            {problem}
          </p>
        )}
      </div>
      <div className="-mx-1 flex flex-wrap gap-1">
        <PickAgain id={id} onFiles={([file]) => file !== undefined && onFile(file)}>
          {texts.continue}
          <span className="sr-only"> {unfinished.name}</span>
        </PickAgain>
        <Button look="quiet" onClick={onDiscard}>
          {texts.discard}
          <span className="sr-only"> {unfinished.name}</span>
        </Button>
      </div>
    </li>
  );
}
