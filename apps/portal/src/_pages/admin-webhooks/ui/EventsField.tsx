'use client';

import { useId } from 'react';
import { webhooksTexts } from '@/shared/texts';
import { Button, CheckboxField } from '@/shared/ui';
import { type WebhookEventType, webhookEventTypes } from '@/shared/webhooks';
import { describeType } from '../model/describeWebhook';

const texts = webhooksTexts.form;

type EventsFieldProps = {
  chosen: readonly WebhookEventType[];
  error: string | undefined;
  onChange: (events: WebhookEventType[]) => void;
};

/** Which events: in words for the person, and by the name that the receiver reads. */
export function EventsField({ chosen, error, onChange }: EventsFieldProps) {
  const id = useId();
  const toggle = (type: WebhookEventType) =>
    onChange(webhookEventTypes.filter((one) => (one === type) !== chosen.includes(one)));
  return (
    <fieldset aria-describedby={`${id}-error`} aria-invalid={error ? true : undefined}>
      <legend className="text-sm font-medium">{texts.events}</legend>
      <div className="mt-3 grid gap-x-6 gap-y-3 sm:grid-cols-2">
        {webhookEventTypes.map((type) => (
          <CheckboxField
            key={type}
            label={describeType(type)}
            hint={<span className="font-mono text-xs [overflow-wrap:anywhere]">{type}</span>}
            checked={chosen.includes(type)}
            onChange={() => toggle(type)}
          />
        ))}
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="quiet" onClick={() => onChange([...webhookEventTypes])}>
          {texts.all}
        </Button>
        <Button look="quiet" onClick={() => onChange([])}>
          {texts.none}
        </Button>
      </div>
      <p id={`${id}-error`} className={error === undefined ? 'sr-only' : 'mt-1.5 text-sm text-bad'}>
        {error}
      </p>
    </fieldset>
  );
}
