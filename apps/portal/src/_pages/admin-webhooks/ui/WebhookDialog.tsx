'use client';

import { type FormEvent, useId, useState } from 'react';
import type { Webhook } from '@/entities/webhook';
import { ApiError, describeProblem } from '@/shared/api';
import { webhooksTexts } from '@/shared/texts';
import { Button, Dialog, Field, Notice } from '@/shared/ui';
import { type WebhookEventType, webhookEventTypes } from '@/shared/webhooks';
import type { WebhookInput } from '../api/webhooks';
import { EventsField } from './EventsField';

const texts = webhooksTexts.form;

type WebhookDialogProps<Answer> = {
  /** What is changed; left out for a new one. */
  webhook?: Webhook;
  submit: (input: WebhookInput) => Promise<Answer>;
  onDone: (answer: Answer) => void;
  onClose: () => void;
};

/** Where to, and of what. When it is refused the dialog stays, with what was typed, and says why. */
export function WebhookDialog<Answer>({ webhook, submit, onDone, onClose }: WebhookDialogProps<Answer>) {
  const id = useId();
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [description, setDescription] = useState(webhook?.description ?? '');
  const [events, setEvents] = useState<readonly WebhookEventType[]>(webhook?.events ?? webhookEventTypes);
  const [urlProblem, setUrlProblem] = useState<string | null>(null);
  const [isTried, setIsTried] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  function refuseUrl(words: string) {
    setUrlProblem(words);
    document.getElementById(id)?.querySelector<HTMLElement>('input[type=url]')?.focus();
  }

  async function save(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    setIsTried(true);
    setProblem(null);
    setUrlProblem(null);
    const address = url.trim();
    if (address === '') {
      refuseUrl(texts.urlMissing);
      return;
    }
    if (events.length === 0) return;
    setIsBusy(true);
    try {
      onDone(await submit({ url: address, description: description.trim(), events }));
    } catch (error) {
      setIsBusy(false);
      if (error instanceof ApiError && error.code === 'INVALID_WEBHOOK_URL')
        refuseUrl(describeProblem(error));
      else setProblem(describeProblem(error));
    }
  }

  return (
    <Dialog
      title={webhook === undefined ? texts.addTitle : texts.editTitle}
      {...(webhook === undefined && { description: texts.addLead })}
      width="wide"
      onClose={onClose}
    >
      {(close) => (
        <form id={id} onSubmit={save} noValidate className="mt-4 grid gap-5">
          {problem !== null && <Notice look="bad">{problem}</Notice>}
          <Field
            label={texts.url}
            hint={texts.urlHint}
            type="url"
            autoComplete="off"
            spellCheck={false}
            required
            maxLength={1_000}
            data-first-focus
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            error={urlProblem ?? undefined}
          />
          <Field
            label={texts.description}
            hint={texts.descriptionHint}
            autoComplete="off"
            maxLength={200}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <EventsField
            chosen={events}
            error={isTried && events.length === 0 ? texts.eventsMissing : undefined}
            onChange={setEvents}
          />
          <div className="flex flex-wrap justify-end gap-3">
            <Button onClick={close} isBusy={isBusy}>
              {webhooksTexts.cancel}
            </Button>
            <Button type="submit" look="primary" isBusy={isBusy}>
              {isBusy ? texts.busy : webhook === undefined ? texts.submitAdd : texts.submitEdit}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
