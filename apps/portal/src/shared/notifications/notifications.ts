import { callApi, type PageOf, toSearch } from '@/shared/api';
import type { Notification, NotificationPage } from './Notification';

const base = '/api/notifications';

/** A page of what one was told, newest first. */
export async function readNotificationPage({
  signal,
  ...query
}: {
  cursor: string | undefined;
  signal: AbortSignal;
}): Promise<PageOf<Notification>> {
  const page = await callApi<NotificationPage>(`${base}${toSearch(query)}`, { signal });
  return { items: page.notifications, nextCursor: page.nextCursor };
}

/** How many are unread, at most a hundred. */
export async function readUnreadCount(): Promise<number> {
  const { unread } = await callApi<{ unread: number }>(`${base}/count`);
  return unread;
}

/** Marks some as read, or all up to one; answers how many are unread then. */
export async function markNotificationsRead(which: { ids: string[] } | { through: string }): Promise<number> {
  const { unread } = await callApi<{ unread: number }>(`${base}/read`, {
    method: 'POST',
    body: which,
    // Opening one leaves the page.
    keepalive: true,
  });
  return unread;
}
