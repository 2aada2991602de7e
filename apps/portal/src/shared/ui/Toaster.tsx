'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { type Announcement, announcements } from './announcements';
import { Button } from './Button';
import { IconButton } from './IconButton';

/** How long a message stays, unless the pointer or the focus is on it. In milliseconds. */
const shownMs = 8_000;

type Labels = { region: string; dismiss: string };

function Toast({
  announcement: { id, text, action },
  labels,
}: {
  announcement: Announcement;
  labels: Labels;
}) {
  const [isHeld, setIsHeld] = useState(false);

  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => announcements.dismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, isHeld]);

  return (
    <li
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
      className="pointer-events-auto flex max-w-full items-center gap-1 rounded-xl border border-line bg-raised py-1.5 pr-1.5 pl-4 text-sm shadow-raised"
    >
      <span className="line-clamp-3 min-w-0 flex-1 py-1 [overflow-wrap:anywhere]">{text}</span>
      {action !== null && (
        <Button
          look="quiet"
          className="text-accent"
          onClick={() => {
            announcements.dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label={labels.dismiss} onClick={() => announcements.dismiss(id)} />
    </li>
  );
}

const nothing: readonly Announcement[] = [];

/** The page's one polite live region, there from the start because one that appears is not read, and what is shown of it. */
export function Toaster({ labels }: { labels: Labels }) {
  const all = useSyncExternalStore(announcements.subscribe, announcements.getSnapshot, () => nothing);
  const shown = all.filter(({ isVisible }) => isVisible);
  return (
    <>
      <p aria-live="polite" className="sr-only">
        {all.at(-1)?.text}
      </p>
      {shown.length > 0 && (
        <section
          aria-label={labels.region}
          className="pointer-events-none fixed inset-x-0 bottom-0 z-20 flex justify-center p-4"
        >
          <ul className="grid max-w-lg justify-items-center gap-2">
            {shown.map((announcement) => (
              <Toast key={announcement.id} announcement={announcement} labels={labels} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
