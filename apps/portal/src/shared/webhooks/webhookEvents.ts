/**
 * The types of event that a receiver may ask for; the database's `portal.webhook_type` makes them of audit events. What each
 * means and carries is in docs/webhooks.md.
 */
export const webhookEventTypes = [
  'file.uploaded',
  'file.available',
  'file.rejected',
  'file.quarantined',
  'file.released',
  'file.deleted',
  'file.restored',
  'file.purged',
  'derivative.available',
  'extraction.made',
  'review.decided',
  'review.reopened',
  'request.created',
  'request.fulfilled',
] as const;

export type WebhookEventType = (typeof webhookEventTypes)[number];

/** What an administrator has sent to see whether it arrives. Nobody subscribes to it. */
export const webhookTestType = 'webhook.test';
