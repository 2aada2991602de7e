import type { WebhookEventType } from '@/shared/webhooks';

/** Why nothing is sent: somebody said so, the receiver answered 410, or for days nothing got through. */
export type DisabledBecause = 'person' | 'gone' | 'failing';

/** A receiver of events. Times are ISO texts; its secret is never part of it. */
export type Webhook = {
  id: string;
  url: string;
  description: string;
  events: WebhookEventType[];
  /** `null` while it is sent to. */
  disabled: { at: string; because: DisabledBecause } | null;
  /** When the first of the failures was that no success ended yet; `null` when the last attempt succeeded. */
  failingSince: string | null;
  /** Until when the secret before the last rotation signs as well; `null` when there is none. */
  previousSecretUntil: string | null;
  createdAt: string;
};

/** What is told once: the secret with which the receiver checks signatures. */
export type WebhookWithSecret = { webhook: Webhook; secret: string };

export type DeliveryState = 'pending' | 'delivered' | 'failed';

/** One message to one receiver. Times are ISO texts. */
export type WebhookDelivery = {
  id: string;
  /** The `webhook-id` header, the same at each attempt. */
  messageId: string;
  type: string;
  /** Exactly what is sent. */
  payload: string;
  state: DeliveryState;
  attempts: number;
  /** When it is tried next; `null` when it is not. */
  nextAt: string | null;
  response: {
    /** `null` without an answer. */
    status: number | null;
    /** The beginning of the answer. */
    text: string | null;
    /** Why there was no answer, as a word; `null` when there was one. */
    problem: string | null;
  } | null;
  createdAt: string;
  settledAt: string | null;
};

export type DeliveriesPage = { deliveries: WebhookDelivery[]; nextCursor: string | null };
