import type { Webhook, WebhookDelivery } from '@/entities/webhook';
import { webhooksTexts as texts } from '@/shared/texts';
import type { BadgeLook } from '@/shared/ui';

export type Standing = 'active' | 'failing' | 'person' | 'gone' | 'failing_long';

/** How a webhook is: disabled and why, failing, or neither. */
export function standingOf({ disabled, failingSince }: Webhook): Standing {
  if (disabled !== null) return disabled.because === 'failing' ? 'failing_long' : disabled.because;
  return failingSince === null ? 'active' : 'failing';
}

export const standingLooks: Readonly<Record<Standing, BadgeLook>> = {
  active: 'good',
  failing: 'wait',
  person: 'plain',
  gone: 'bad',
  failing_long: 'bad',
};

/** A type of event in words; one that this portal has no words for by its name. */
export function describeType(type: string): string {
  const { eventNames } = texts;
  return Object.hasOwn(eventNames, type) ? eventNames[type as keyof typeof eventNames] : type;
}

export type DeliveryStanding = keyof typeof texts.deliveries.states;

/** A message that failed before and is tried again is not one that was just written. */
export function standingOfDelivery({ state, attempts }: WebhookDelivery): DeliveryStanding {
  return state === 'pending' && attempts > 0 ? 'retrying' : state;
}

export const deliveryLooks: Readonly<Record<DeliveryStanding, BadgeLook>> = {
  pending: 'plain',
  retrying: 'wait',
  delivered: 'good',
  failed: 'bad',
};

/** What came of the last attempt; `null` before the first. */
export function describeResponse({ response }: WebhookDelivery): string | null {
  if (response === null) return null;
  const { answered, problems } = texts.deliveries;
  if (response.status !== null) return answered(response.status);
  const { problem } = response;
  return problem !== null && Object.hasOwn(problems, problem)
    ? problems[problem as keyof typeof problems]
    : problems.other;
}
