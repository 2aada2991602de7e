'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { Webhook, WebhookWithSecret } from '@/entities/webhook';
import { useLoaded } from '@/shared/api';
import { formatAgo, formatDateTime } from '@/shared/lib';
import { webhooksTexts as texts } from '@/shared/texts';
import { Button, Notice, ProblemNotice, TableSkeleton } from '@/shared/ui';
import { changeWebhook, readWebhook, sendTest } from '../api/webhooks';
import { describeType, standingOf } from '../model/describeWebhook';
import { DeliveryList } from './DeliveryList';
import { SecretDialog } from './SecretDialog';
import { StandingBadge } from './StandingBadge';
import { type WebhookAction, WebhookDialogs } from './WebhookDialogs';

const words = texts.one;

function StandingNotice({ webhook, now }: { webhook: Webhook; now: Date }) {
  const standing = standingOf(webhook);
  if (standing === 'active') return null;
  if (standing === 'failing')
    return <Notice look="wait">{texts.notices.failing(formatAgo(webhook.failingSince!, now))}</Notice>;
  return <Notice look={standing === 'person' ? 'wait' : 'bad'}>{texts.notices[standing]}</Notice>;
}

export function WebhookView({ id }: { id: string }) {
  const router = useRouter();
  const [now, setNow] = useState(() => new Date());
  const [action, setAction] = useState<WebhookAction | null>(null);
  const [given, setGiven] = useState<WebhookWithSecret | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [said, setSaid] = useState('');
  /** Raised by whatever makes new messages. */
  const [round, setRound] = useState(0);
  const one = useLoaded(id, (signal) => readWebhook(id, signal));
  const { value: webhook } = one;

  if (webhook === null)
    return one.error === null ? (
      <div className="rounded-2xl border border-line bg-surface shadow-card">
        <TableSkeleton label={texts.loading} />
      </div>
    ) : (
      <ProblemNotice error={one.error} onRetry={one.reload} />
    );

  async function run(work: () => Promise<string>) {
    setIsBusy(true);
    setFailure(null);
    try {
      setSaid(await work());
      setRound((before) => before + 1);
    } catch (error) {
      setFailure(error);
    } finally {
      setIsBusy(false);
    }
  }

  function lookAgain() {
    setFailure(null);
    setNow(new Date());
    one.reload();
  }

  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold tracking-tight [overflow-wrap:anywhere]">{webhook.url}</h1>
          <p className="mt-1 flex flex-wrap items-center gap-2 text-muted [overflow-wrap:anywhere]">
            {webhook.description !== '' && <span>{webhook.description}</span>}
            <StandingBadge webhook={webhook} />
          </p>
        </div>
        <div className="flex flex-wrap gap-3">
          {webhook.disabled === null && (
            <Button
              isBusy={isBusy}
              onClick={() =>
                run(async () => {
                  await sendTest(id);
                  return words.tested;
                })
              }
            >
              {words.test}
            </Button>
          )}
          <Button onClick={() => setAction('edit')}>{words.edit}</Button>
          <Button onClick={() => setAction('rotate')}>{words.rotate}</Button>
          {webhook.disabled === null ? (
            <Button onClick={() => setAction('disable')}>{words.disable}</Button>
          ) : (
            <Button
              isBusy={isBusy}
              onClick={() =>
                run(async () => {
                  one.replace(await changeWebhook(id, { isEnabled: true }));
                  return words.enabled;
                })
              }
            >
              {words.enable}
            </Button>
          )}
          <Button look="danger" onClick={() => setAction('delete')}>
            {words.delete}
          </Button>
        </div>
      </div>
      <p role="status" className="sr-only">
        {said}
      </p>
      {failure !== null && <ProblemNotice error={failure} onRetry={lookAgain} />}
      {one.error !== null && <ProblemNotice error={one.error} onRetry={one.reload} />}
      <StandingNotice webhook={webhook} now={now} />
      <section
        aria-labelledby="facts"
        className="rounded-2xl border border-line bg-surface px-5 py-4 text-sm shadow-card"
      >
        <h2 id="facts" className="text-base font-medium">
          {words.facts}
        </h2>
        <ul className="mt-2 flex flex-wrap gap-1.5">
          {webhook.events.map((type) => (
            <li key={type} className="rounded-full bg-sunken px-2.5 py-0.5">
              {describeType(type)}
            </li>
          ))}
        </ul>
        <p className="mt-3 text-muted">
          <time dateTime={webhook.createdAt} title={formatDateTime(webhook.createdAt)}>
            {words.added(formatAgo(webhook.createdAt, now))}
          </time>
        </p>
        {webhook.previousSecretUntil !== null && (
          <p className="mt-1 text-muted">
            {words.previousSecret(formatDateTime(webhook.previousSecretUntil))}
          </p>
        )}
      </section>
      <DeliveryList webhook={webhook} round={round} onLook={lookAgain} />
      {action !== null && (
        <WebhookDialogs
          webhook={webhook}
          action={action}
          onClose={() => setAction(null)}
          onChanged={(changed, told) => {
            one.replace(changed);
            setSaid(told);
            setAction(null);
          }}
          onRotated={(rotated) => {
            one.replace(rotated.webhook);
            setAction(null);
            setGiven(rotated);
          }}
          onDeleted={() => router.push('/admin/webhooks')}
        />
      )}
      {given !== null && <SecretDialog given={given} onClose={() => setGiven(null)} />}
    </>
  );
}
