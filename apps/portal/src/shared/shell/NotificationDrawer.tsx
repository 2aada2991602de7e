'use client';

import { useState } from 'react';
import { usePagedList } from '@/shared/api';
import { formatAgo, formatDateTime } from '@/shared/lib';
import { useLiveChanges } from '@/shared/live';
import { markNotificationsRead, type Notification, readNotificationPage } from '@/shared/notifications';
import { notificationTexts as texts } from '@/shared/texts';
import { announce, Button, Drawer, PagedPanel, ProblemNotice } from '@/shared/ui';
import { addressOf } from './notificationAddress';

function Says({ notification: { kind, file } }: { notification: Notification }) {
  const [before, after] = texts.kinds[kind].split('{file}');
  return (
    <>
      {before}
      <bdi className="font-medium">{file.name}</bdi>
      {after}
    </>
  );
}

type ItemProps = { notification: Notification; onOpen: (address: string) => boolean };

function Item({ notification, onOpen }: ItemProps) {
  const { at, isRead } = notification;
  const address = addressOf(notification);
  return (
    <li>
      <a
        href={address}
        onClick={(event) => {
          if (onOpen(address)) event.preventDefault();
        }}
        className="flex gap-3 px-4 py-3 text-sm hover:bg-sunken focus-visible:-outline-offset-2"
      >
        <span
          aria-hidden="true"
          className={`mt-1.5 size-2 shrink-0 rounded-full ${isRead ? '' : 'bg-accent'}`}
        />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          {!isRead && <span className="sr-only">{texts.unread}: </span>}
          <Says notification={notification} />
          <time dateTime={at} title={formatDateTime(at)} className="mt-0.5 block text-xs text-muted">
            {formatAgo(at, new Date())}
          </time>
        </span>
      </a>
    </li>
  );
}

type NotificationDrawerProps = {
  isTeam: boolean;
  /** Told how many are unread, whenever that is known anew. */
  onUnread: (unread: number) => void;
  onClose: () => void;
};

/** What happened, newest first; what the bell loads when somebody wants to read it. */
export function NotificationDrawer({ isTeam, onUnread, onClose }: NotificationDrawerProps) {
  const list = usePagedList<Notification>('notifications', readNotificationPage);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  useLiveChanges(['notification'], list.refresh);
  const newest = list.items[0];
  const hasUnread = list.items.some(({ isRead }) => !isRead);

  async function markAll(): Promise<void> {
    if (newest === undefined) return;
    setIsBusy(true);
    setProblem(null);
    try {
      onUnread(await markNotificationsRead({ through: newest.id }));
      for (const item of list.items) list.change({ ...item, isRead: true });
      announce(texts.allRead);
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }

  /** Marks it; answers whether it was shown without leaving the page, on which something may be on its way to the store. */
  function open(item: Notification, address: string): boolean {
    // Should that fail, it is shown as unread once more.
    if (!item.isRead) markNotificationsRead({ ids: [item.id] }).then(onUnread, () => {});
    if (location.pathname !== '/' || !address.startsWith('/?')) return false;
    onClose();
    history.pushState(null, '', address);
    return true;
  }

  return (
    <Drawer title={texts.title} closeLabel={texts.close} onClose={onClose}>
      <div className="grid gap-4">
        {hasUnread && (
          <Button className="justify-self-start" isBusy={isBusy} onClick={() => void markAll()}>
            {texts.readAll}
          </Button>
        )}
        {problem !== null && <ProblemNotice error={problem} onRetry={() => void markAll()} />}
        <PagedPanel
          list={list}
          texts={{ ...texts, emptyHint: isTeam ? texts.emptyHintTeam : texts.emptyHint }}
          emptyIcon="bell"
        >
          <ul className="divide-y divide-line">
            {list.items.map((item) => (
              <Item key={item.id} notification={item} onOpen={(address) => open(item, address)} />
            ))}
          </ul>
        </PagedPanel>
      </div>
    </Drawer>
  );
}
