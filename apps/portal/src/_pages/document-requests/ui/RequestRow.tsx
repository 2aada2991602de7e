import Link from 'next/link';
import type { DocumentRequest } from '@/entities/document-request';
import { formatAgo, formatDate } from '@/shared/lib';
import { requestTexts as texts } from '@/shared/texts';
import { Badge, type BadgeLook, Button, textLink } from '@/shared/ui';

const looks: Readonly<Record<DocumentRequest['state'], BadgeLook>> = {
  open: 'wait',
  fulfilled: 'good',
  cancelled: 'plain',
};

function dueOf({ dueOn, isOverdue }: DocumentRequest): string {
  if (dueOn === null) return texts.noDue;
  return isOverdue ? texts.wasDue(formatDate(dueOn)) : texts.due(formatDate(dueOn));
}

type RequestRowProps = {
  request: DocumentRequest;
  now: Date;
  onPerson: (person: DocumentRequest['person']) => void;
  onCancel: (request: DocumentRequest) => void;
};

export function RequestRow({ request, now, onPerson, onCancel }: RequestRowProps) {
  const { name, note, person, state, isOverdue, isAgain, createdBy, createdAt, fileId } = request;
  const hasFile = state === 'fulfilled' || isAgain;
  return (
    <li data-request={name} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-5 py-4">
      <div className="min-w-0 max-w-full flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-2">
          <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{name}</bdi>
          <Badge look={isOverdue ? 'bad' : looks[state]}>
            {isOverdue ? texts.overdue : texts.states[state]}
          </Badge>
          {isAgain && <Badge look="bad">{texts.again}</Badge>}
        </p>
        <p className="text-sm text-muted [overflow-wrap:anywhere]">
          <button
            type="button"
            title={texts.onlyThisPerson(person.name)}
            className={`${textLink} cursor-pointer`}
            onClick={() => onPerson(person)}
          >
            <bdi>{person.name}</bdi>
          </button>{' '}
          <bdi>{person.email}</bdi>, {dueOf(request)}
        </p>
        {note !== null && (
          <p className="mt-1 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
            <bdi>{note}</bdi>
          </p>
        )}
        <p className="mt-1 text-sm text-muted [overflow-wrap:anywhere]">
          {texts.askedBy(createdBy.name, formatAgo(createdAt, now))}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        {hasFile && (
          <Link
            href={`/review/${fileId}`}
            prefetch={false}
            aria-label={texts.openFileLabel(name)}
            className={`${textLink} text-sm`}
          >
            {texts.openFile}
          </Link>
        )}
        {state === 'open' && (
          <Button
            look="quiet"
            aria-label={texts.cancel.label(name, person.name)}
            onClick={() => onCancel(request)}
          >
            {texts.cancel.button}
          </Button>
        )}
      </div>
    </li>
  );
}
