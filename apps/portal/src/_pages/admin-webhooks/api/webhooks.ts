import type { DeliveriesPage, Webhook, WebhookDelivery, WebhookWithSecret } from '@/entities/webhook';
import { callApi, type PageOf, toSearch } from '@/shared/api';
import type { WebhookEventType } from '@/shared/webhooks';

const base = '/api/admin/webhooks';
const pathOf = (id: string) => `${base}/${encodeURIComponent(id)}`;

export type WebhookInput = { url: string; description: string; events: readonly WebhookEventType[] };

export async function listWebhooks(signal: AbortSignal): Promise<Webhook[]> {
  return (await callApi<{ webhooks: Webhook[] }>(base, { signal })).webhooks;
}

export function readWebhook(id: string, signal: AbortSignal): Promise<Webhook> {
  return callApi<Webhook>(pathOf(id), { signal });
}

export function addWebhook(input: WebhookInput): Promise<WebhookWithSecret> {
  return callApi<WebhookWithSecret>(base, { method: 'POST', body: input });
}

export function changeWebhook(
  id: string,
  patch: Partial<WebhookInput> & { isEnabled?: boolean },
): Promise<Webhook> {
  return callApi<Webhook>(pathOf(id), { method: 'PATCH', body: patch });
}

export function deleteWebhook(id: string): Promise<void> {
  return callApi<void>(pathOf(id), { method: 'DELETE' });
}

export function rotateSecret(id: string): Promise<WebhookWithSecret> {
  return callApi<WebhookWithSecret>(`${pathOf(id)}/rotate`, { method: 'POST', body: {} });
}

export function sendTest(id: string): Promise<WebhookDelivery> {
  return callApi<WebhookDelivery>(`${pathOf(id)}/test`, { method: 'POST', body: {} });
}

export async function listDeliveries(
  id: string,
  { cursor, signal }: { cursor: string | undefined; signal: AbortSignal },
): Promise<PageOf<WebhookDelivery>> {
  const path = `${pathOf(id)}/deliveries${toSearch({ cursor })}`;
  const { deliveries, nextCursor } = await callApi<DeliveriesPage>(path, { signal });
  return { items: deliveries, nextCursor };
}

export function redeliver(id: string, deliveryId: string): Promise<WebhookDelivery> {
  return callApi<WebhookDelivery>(`${pathOf(id)}/deliveries/${encodeURIComponent(deliveryId)}/redeliver`, {
    method: 'POST',
    body: {},
  });
}
