import { expect, it } from 'vitest';
import type { Webhook, WebhookDelivery } from '@/entities/webhook';
import { webhookEventTypes, webhookTestType } from '@/shared/webhooks';
import { describeResponse, describeType, standingOf, standingOfDelivery } from './describeWebhook';

const webhook = { disabled: null, failingSince: null } as Webhook;
const delivery = { state: 'pending', attempts: 0, response: null } as WebhookDelivery;

it('tells how a webhook is, and why', () => {
  const at = '2030-01-01T00:00:00Z';
  expect(standingOf(webhook)).toBe('active');
  expect(standingOf({ ...webhook, failingSince: at })).toBe('failing');
  expect(standingOf({ ...webhook, failingSince: at, disabled: { at, because: 'person' } })).toBe('person');
  expect(standingOf({ ...webhook, failingSince: at, disabled: { at, because: 'failing' } })).toBe(
    'failing_long',
  );
});

it('has words for every type of event', () => {
  for (const type of [...webhookEventTypes, webhookTestType]) expect(describeType(type)).not.toBe(type);
  expect(describeType('toString')).toBe('toString');
});

it('tells a message that waits from one that failed before', () => {
  expect(standingOfDelivery(delivery)).toBe('pending');
  expect(standingOfDelivery({ ...delivery, attempts: 1 })).toBe('retrying');
  expect(standingOfDelivery({ ...delivery, state: 'delivered', attempts: 1 })).toBe('delivered');
});

it('tells what came of the last attempt', () => {
  const of = (status: number | null, problem: string | null) =>
    describeResponse({ ...delivery, response: { status, text: null, problem } });
  expect(describeResponse(delivery)).toBe(null);
  expect(of(503, null)).toBe('answered 503');
  expect(of(null, 'timed_out')).toContain('ten seconds');
  expect(of(null, 'constructor')).toBe('It could not be sent.');
});
