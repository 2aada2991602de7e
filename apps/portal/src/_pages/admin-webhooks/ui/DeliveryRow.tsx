import type { WebhookDelivery } from '@/entities/webhook';
import { formatAgo, formatDateTime } from '@/shared/lib';
import { webhooksTexts } from '@/shared/texts';
import { Badge, Button } from '@/shared/ui';
import { deliveryLooks, describeResponse, describeType, standingOfDelivery } from '../model/describeWebhook';

const texts = webhooksTexts.deliveries;

type DeliveryRowProps = {
  delivery: WebhookDelivery;
  now: Date;
  isSendable: boolean;
  isBusy: boolean;
  onSendAgain: (delivery: WebhookDelivery) => void;
};

function Text({ label, children }: { label: string; children: string }) {
  return (
    <div className="grid gap-1">
      <p className="text-muted">{label}</p>
      <pre className="rounded-lg bg-sunken px-3 py-2 font-mono text-xs leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {children}
      </pre>
    </div>
  );
}

/** One message: what it is about, what came of it, and, opened, what was sent and answered. */
export function DeliveryRow({ delivery, now, isSendable, isBusy, onSendAgain }: DeliveryRowProps) {
  const { id, messageId, type, payload, attempts, nextAt, response, createdAt } = delivery;
  const standing = standingOfDelivery(delivery);
  const outcome = describeResponse(delivery);
  return (
    <li data-delivery={id} className="grid gap-2 px-5 py-4 text-sm">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="grid min-w-0 gap-1">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-medium">{describeType(type)}</span>
            <Badge look={deliveryLooks[standing]} data-state={standing}>
              {texts.states[standing]}
            </Badge>
          </p>
          <p className="text-muted [overflow-wrap:anywhere]">
            <time dateTime={createdAt} title={formatDateTime(createdAt)}>
              {formatAgo(createdAt, now)}
            </time>
            {attempts > 0 && ` · ${texts.attempts(attempts)}`}
            {standing === 'retrying' && nextAt !== null && ` · ${texts.next(formatDateTime(nextAt))}`}
            {outcome !== null && ` · ${outcome}`}
          </p>
        </div>
        {isSendable && (
          <Button
            aria-label={texts.redeliverLabel(messageId)}
            isBusy={isBusy}
            onClick={() => onSendAgain(delivery)}
          >
            {texts.redeliver}
          </Button>
        )}
      </div>
      <details>
        <summary className="w-fit cursor-pointer py-1 text-muted hover:text-ink">{texts.details}</summary>
        <div className="mt-2 grid gap-3">
          <p className="[overflow-wrap:anywhere]">
            <span className="text-muted">{texts.messageId}</span> <code>{messageId}</code>
          </p>
          <Text label={`${texts.payload}: ${type}`}>{payload}</Text>
          {response?.status != null &&
            (response.text === null || response.text === '' ? (
              <p className="text-muted">{texts.noAnswer}</p>
            ) : (
              <Text label={texts.answer}>{response.text}</Text>
            ))}
        </div>
      </details>
    </li>
  );
}
