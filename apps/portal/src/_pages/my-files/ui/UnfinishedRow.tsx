import { useId } from 'react';
import type { Unfinished, UploadElsewhere } from 'valetkey/client';
import { FileName } from '@/entities/file';
import { formatBytes, formatDate } from '@/shared/lib';
import { unfinishedTexts as texts } from '@/shared/texts';
import { Button, ProgressBar } from '@/shared/ui';
import { PickAgain } from './PickAgain';

type UnfinishedRowProps = {
  unfinished: Unfinished;
  /** How far another tab is with it; `null` where none has it. */
  elsewhere: UploadElsewhere | null;
  /** Why it could not be continued or discarded. */
  problem: string | null;
  onFile: (file: File) => void;
  /** Continues with the file that the browser remembers. */
  onReopen: () => void;
  onDiscard: () => void;
};

export function UnfinishedRow({
  unfinished,
  elsewhere,
  problem,
  onFile,
  onReopen,
  onDiscard,
}: UnfinishedRowProps) {
  const id = useId();
  if (elsewhere !== null) return <RowElsewhere unfinished={unfinished} elsewhere={elsewhere} />;
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
        {unfinished.hasHandle && (
          <Button onClick={onReopen}>
            {texts.continue}
            <span className="sr-only"> {unfinished.name}</span>
          </Button>
        )}
        <PickAgain id={id} onFiles={([file]) => file !== undefined && onFile(file)}>
          {unfinished.hasHandle ? texts.chooseAgain : texts.continue}
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

/** The other tab has the file and the buttons; this one shows how far it is. */
function RowElsewhere({ unfinished, elsewhere }: { unfinished: Unfinished; elsewhere: UploadElsewhere }) {
  const { state, sentBytes, sizeBytes } = elsewhere;
  return (
    <li className="px-4 py-3 sm:px-5">
      <p className="line-clamp-3 text-sm font-medium [overflow-wrap:anywhere]" title={unfinished.name}>
        <FileName name={unfinished.name} />
      </p>
      <div className="my-1.5">
        <ProgressBar
          label={texts.progressOf(unfinished.name)}
          progress={sentBytes / sizeBytes}
          look={state === 'failed' ? 'failed' : state === 'paused' ? 'stopped' : 'moving'}
        />
      </div>
      <p className="text-xs text-muted tabular-nums">
        {texts.sent(formatBytes(sentBytes), formatBytes(sizeBytes))}
        {state in texts.elsewhere && ` · ${texts.elsewhere[state as keyof typeof texts.elsewhere]}`}
      </p>
    </li>
  );
}
