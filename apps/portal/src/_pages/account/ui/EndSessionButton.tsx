'use client';

import { useState } from 'react';
import { ApiError } from '@/shared/api';
import { accountTexts } from '@/shared/texts';
import { Button } from '@/shared/ui';
import { endOwnSessions } from '../model/ownAccount';

/** Ends one session, or all others; the page is asked for anew. */
export function EndSessionButton({
  sessionId,
  label,
  name,
}: {
  sessionId?: string;
  label: string;
  name?: string;
}) {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function end() {
    setIsBusy(true);
    setProblem(null);
    try {
      await endOwnSessions(sessionId);
      location.reload();
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : accountTexts.failed);
      setIsBusy(false);
    }
  }

  return (
    <div>
      <Button isBusy={isBusy} onClick={end} aria-label={name}>
        {label}
      </Button>
      {problem !== null && (
        <p role="alert" className="mt-1 text-sm text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
