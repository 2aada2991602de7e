import { FileName } from '@/entities/file';
import type { HeldFile } from '@/entities/quarantine';
import { formatAgo, formatBytes, formatDateTime } from '@/shared/lib';
import { quarantineTexts as texts } from '@/shared/texts';
import { Badge, Button, textLink } from '@/shared/ui';
import { actionsOf } from '../model/actionsOf';
import type { HoldAction } from '../model/HoldAction';

type HeldRowProps = {
  file: HeldFile;
  viewerId: string;
  now: Date;
  onAction: (action: HoldAction) => void;
};

const looks = { approve: 'secondary', release: 'secondary', refuse: 'quiet' } as const;

function wordsOf(code: string | null) {
  const { reasons } = texts;
  return code !== null && Object.hasOwn(reasons, code)
    ? reasons[code as keyof typeof reasons]
    : reasons.other;
}

/** One held file: whose it is, why it is held, who agreed so far, and what one may do. */
export function HeldRow({ file, viewerId, now, onAction }: HeldRowProps) {
  const { name, owner, size, version, createdAt, code, signature, engine, database, approvals, fileId } =
    file;
  const { standing, actions } = actionsOf(file, viewerId);
  const reason = wordsOf(code);
  return (
    <li
      data-held={file.id}
      data-code={code}
      className="grid gap-4 px-5 py-5 lg:grid-cols-[minmax(0,1fr)_auto]"
    >
      <div className="grid min-w-0 gap-2 text-sm">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="min-w-0 text-base font-medium [overflow-wrap:anywhere]">
            <FileName name={name} />
          </h2>
          <Badge look={code === 'MALWARE' ? 'bad' : 'wait'}>{reason.label}</Badge>
        </div>
        <p className="text-muted [overflow-wrap:anywhere]">
          <bdi className="font-medium text-ink">{owner.name}</bdi>{' '}
          {owner.email !== '' && <span>({owner.email})</span>} · {size !== null && `${formatBytes(size)} · `}
          {version > 1 && `${texts.version(version)} · `}
          <time dateTime={createdAt} title={formatDateTime(createdAt)}>
            {texts.uploaded(formatAgo(createdAt, now))}
          </time>
        </p>
        <p>{reason.text}</p>
        {signature !== null && (
          <p className="[overflow-wrap:anywhere]">
            {texts.found} <code className="rounded bg-sunken px-1.5 py-0.5">{signature}</code>
          </p>
        )}
        {approvals.map(({ by, at, reason: given }) => (
          <div key={by.id} data-approval className="rounded-lg bg-wait-soft px-3 py-2">
            <p>
              {given === null
                ? texts.agreedErased(by.name, formatAgo(at, now))
                : texts.agreed(by.name, formatAgo(at, now))}
            </p>
            {given !== null && <blockquote className="mt-1 [overflow-wrap:anywhere]">{given}</blockquote>}
          </div>
        ))}
        {standing === 'own' && <p className="text-muted">{texts.own}</p>}
        {standing === 'agreed' && <p className="text-muted">{texts.waiting}</p>}
        <p className="flex flex-wrap gap-x-4 gap-y-1 text-muted">
          {engine !== null && <span>{texts.scannedWith(engine, database ?? '')}</span>}
          <a
            className={textLink}
            href={`/admin/audit?file=${encodeURIComponent(fileId)}`}
            aria-label={texts.historyLabel(name)}
          >
            {texts.history}
          </a>
        </p>
      </div>
      {actions.length > 0 && (
        <div className="flex flex-wrap content-start gap-3">
          {actions.map((action) => (
            <Button
              key={action}
              look={looks[action]}
              aria-label={texts.actionLabels[action](name)}
              onClick={() => onAction(action)}
            >
              {texts.actions[action]}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}
