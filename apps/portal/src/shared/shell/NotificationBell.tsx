'use client';

import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useIsLive, useLiveChanges } from '@/shared/live';
import { maxUnread, readUnreadCount } from '@/shared/notifications';
import { notificationTexts as texts } from '@/shared/texts';
import { announce, Button, Icon } from '@/shared/ui';

const loadDrawer = () => import('./NotificationDrawer');
const NotificationDrawer = lazy(() =>
  loadDrawer().then(({ NotificationDrawer: component }) => ({ default: component })),
);

/** While nobody tells the page of changes, it looks for itself so often, in milliseconds. */
const lookMs = 60_000;

/** How many are unread, kept true by the live events; `null` until it is known. */
function useUnread() {
  const [unread, setUnread] = useState<number | null>(null);
  const isLive = useIsLive();
  const before = useRef<number | null>(null);
  const take = useCallback((count: number) => {
    if (before.current !== null && count > before.current) announce(texts.arrived);
    before.current = count;
    setUnread(count);
  }, []);
  // What it was stays where it cannot be asked: the page itself says that there is no connection.
  const ask = useCallback(() => readUnreadCount().then(take, () => {}), [take]);

  useEffect(() => {
    void ask();
    if (isLive) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && void ask(), lookMs);
    return () => clearInterval(timer);
  }, [ask, isLive]);
  useLiveChanges(['notification'], ask);
  return { unread, take };
}

/** What happened, in the header of every page: how much of it is unread, and the list when one asks for it. */
export function NotificationBell({ isTeam }: { isTeam: boolean }) {
  const { unread, take } = useUnread();
  const [isOpen, setIsOpen] = useState(false);
  const count =
    unread === null || unread === 0 ? null : unread < maxUnread ? `${unread}` : `${maxUnread - 1}+`;
  const label = texts.button(count);
  return (
    <>
      <Button
        look="icon"
        className="relative"
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
        onPointerEnter={loadDrawer}
        onFocus={loadDrawer}
      >
        <Icon name="bell" />
        {count !== null && (
          <span
            aria-hidden="true"
            className="absolute top-0.5 right-0 min-w-4.5 rounded-full bg-accent px-1 text-center text-[0.6875rem] leading-4.5 font-semibold text-on-accent"
          >
            {count}
          </span>
        )}
      </Button>
      <Suspense>
        {isOpen && <NotificationDrawer isTeam={isTeam} onUnread={take} onClose={() => setIsOpen(false)} />}
      </Suspense>
    </>
  );
}
