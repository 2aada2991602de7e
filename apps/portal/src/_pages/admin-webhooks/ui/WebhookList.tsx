'use client';

import Link from 'next/link';
import { useState } from 'react';
import type { WebhookWithSecret } from '@/entities/webhook';
import { useLoaded } from '@/shared/api';
import { webhooksTexts as texts } from '@/shared/texts';
import { Button, EmptyState, ProblemNotice, TableSkeleton, textLink } from '@/shared/ui';
import { addWebhook, listWebhooks } from '../api/webhooks';
import { SecretDialog } from './SecretDialog';
import { StandingBadge } from './StandingBadge';
import { WebhookDialog } from './WebhookDialog';

export function WebhookList() {
  const [isAdding, setIsAdding] = useState(false);
  const [given, setGiven] = useState<WebhookWithSecret | null>(null);
  const list = useLoaded('webhooks', listWebhooks);
  const { value } = list;
  return (
    <section aria-labelledby="webhooks" aria-busy={list.isLoading} className="grid gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="max-w-2xl">
          <h1 id="webhooks" className="text-2xl font-semibold tracking-tight">
            {texts.title}
          </h1>
          <p className="mt-1 text-muted">{texts.lead}</p>
        </div>
        <Button look="primary" onClick={() => setIsAdding(true)}>
          {texts.add}
        </Button>
      </div>
      {list.error !== null && <ProblemNotice error={list.error} onRetry={list.reload} />}
      {(value !== null || list.error === null) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
          {value === null ? (
            <TableSkeleton label={texts.loading} />
          ) : value.length === 0 ? (
            <EmptyState icon="mail" title={texts.empty}>
              {texts.emptyHint}
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line">
              {value.map((webhook) => (
                <li
                  key={webhook.id}
                  data-webhook={webhook.id}
                  className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-5 py-4"
                >
                  <div className="min-w-0">
                    <Link
                      href={`/admin/webhooks/${webhook.id}`}
                      className={`font-medium [overflow-wrap:anywhere] ${textLink}`}
                    >
                      {webhook.url}
                    </Link>
                    <p className="text-sm text-muted [overflow-wrap:anywhere]">
                      {webhook.description !== '' && `${webhook.description} · `}
                      {texts.events(webhook.events.length)}
                    </p>
                  </div>
                  <StandingBadge webhook={webhook} />
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
      {isAdding && (
        <WebhookDialog
          submit={addWebhook}
          onDone={(added) => {
            setIsAdding(false);
            setGiven(added);
            list.reload();
          }}
          onClose={() => setIsAdding(false)}
        />
      )}
      {given !== null && <SecretDialog given={given} onClose={() => setGiven(null)} />}
    </section>
  );
}
