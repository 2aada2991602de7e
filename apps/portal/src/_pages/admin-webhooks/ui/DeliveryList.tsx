'use client';

import { useEffect, useRef, useState } from 'react';
import type { Webhook, WebhookDelivery } from '@/entities/webhook';
import { usePagedList } from '@/shared/api';
import { webhooksTexts } from '@/shared/texts';
import { Button, Icon, PagedPanel, ProblemNotice } from '@/shared/ui';
import { listDeliveries, redeliver } from '../api/webhooks';
import { DeliveryRow } from './DeliveryRow';

const texts = webhooksTexts.deliveries;

/** While a message is on its way its outcome is looked for by itself, for a while, in milliseconds. */
const lookMs = 2_000;
const looks = 10;

type DeliveryListProps = {
  webhook: Webhook;
  /** Another number: there are new messages. */
  round: number;
  /** Told when the page is looked at anew: what came of a message may have changed the webhook. */
  onLook: () => void;
};

export function DeliveryList({ webhook, round, onLook }: DeliveryListProps) {
  const { id } = webhook;
  const [now, setNow] = useState(() => new Date());
  const [sending, setSending] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [said, setSaid] = useState('');
  const looksLeft = useRef(0);
  const list = usePagedList<WebhookDelivery>(`${id} ${round}`, async (input) => {
    const page = await listDeliveries(id, input);
    setNow(new Date());
    return page;
  });
  const { reload, status, items } = list;
  const isUnderWay = items.some(({ state, attempts }) => state === 'pending' && attempts === 0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round begins to look anew
  useEffect(() => {
    looksLeft.current = looks;
  }, [round]);

  useEffect(() => {
    if (!isUnderWay || status !== 'ready' || looksLeft.current <= 0) return;
    const timer = setTimeout(() => {
      looksLeft.current -= 1;
      reload();
    }, lookMs);
    return () => clearTimeout(timer);
  }, [isUnderWay, status, reload]);

  function lookAgain() {
    setFailure(null);
    looksLeft.current = looks;
    reload();
    onLook();
  }

  async function sendAgain({ id: deliveryId, messageId }: WebhookDelivery) {
    setSending(deliveryId);
    setFailure(null);
    try {
      list.change(await redeliver(id, deliveryId));
      looksLeft.current = looks;
      setSaid(texts.redelivered(messageId));
    } catch (error) {
      setFailure(error);
    } finally {
      setSending(null);
    }
  }

  return (
    <section aria-labelledby="deliveries" aria-busy={status !== 'ready'} className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="deliveries" className="text-lg font-semibold tracking-tight">
          {texts.title}
        </h2>
        <Button onClick={lookAgain} isBusy={status === 'loading'}>
          <Icon name="retry" className="size-4" />
          {webhooksTexts.lookAgain}
        </Button>
      </div>
      <p role="status" className="sr-only">
        {said}
      </p>
      {failure !== null && <ProblemNotice error={failure} onRetry={lookAgain} />}
      <PagedPanel list={list} texts={texts} emptyIcon="mail">
        <ul className="divide-y divide-line">
          {items.map((delivery) => (
            <DeliveryRow
              key={delivery.id}
              delivery={delivery}
              now={now}
              isSendable={webhook.disabled === null}
              isBusy={sending === delivery.id}
              onSendAgain={sendAgain}
            />
          ))}
        </ul>
      </PagedPanel>
    </section>
  );
}
