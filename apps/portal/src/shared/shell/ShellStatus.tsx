'use client';

import { useSyncExternalStore } from 'react';
import { sessionEnd } from '@/shared/api';
import { shellTexts } from '@/shared/texts';
import { Notice, textLink } from '@/shared/ui';

function subscribeToConnection(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

/** What is the matter with the whole page: no connection, or no session any more. */
export function ShellStatus() {
  const isOnline = useSyncExternalStore(
    subscribeToConnection,
    () => navigator.onLine,
    () => true,
  );
  const hasEnded = useSyncExternalStore(
    sessionEnd.subscribe,
    sessionEnd.getSnapshot,
    sessionEnd.getServerSnapshot,
  );
  if (isOnline && !hasEnded) return null;
  return (
    <div className="grid gap-3">
      {hasEnded && (
        <Notice
          look="bad"
          action={
            <a href="/sign-in" className={textLink}>
              {shellTexts.signIn}
            </a>
          }
        >
          {shellTexts.signedOut}
        </Notice>
      )}
      {!isOnline && (
        <Notice look="wait" icon="offline">
          {shellTexts.offline}
        </Notice>
      )}
    </div>
  );
}
