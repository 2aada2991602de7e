'use client';

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { ApiError } from '@/shared/api';
import { Button, Notice } from '@/shared/ui';

type AccountFormProps = {
  submitLabel: string;
  busyLabel: string;
  children: ReactNode;
  onSubmit: (values: Record<string, string>) => Promise<void>;
};

/** Sends what was typed, and on success opens the files page anew, so that nothing of an earlier session stays. */
export function AccountForm({ submitLabel, busyLabel, children, onSubmit }: AccountFormProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // Until the script runs, the browser itself would send the form; then the button only waits.
  const [isReady, setIsReady] = useState(false);
  const problemRef = useRef<HTMLDivElement>(null);

  useEffect(() => setIsReady(true), []);
  useEffect(() => {
    if (problem !== null) problemRef.current?.focus();
  }, [problem]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy) return;
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
    );
    setIsBusy(true);
    setProblem(null);
    try {
      await onSubmit(values);
      location.assign('/');
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : 'Something went wrong. Try again in a moment.');
      setIsBusy(false);
    }
  }

  return (
    <form method="post" className="grid gap-5" onSubmit={submit} aria-busy={isBusy}>
      {problem !== null && (
        <div ref={problemRef} tabIndex={-1}>
          <Notice look="bad">{problem}</Notice>
        </div>
      )}
      {children}
      <Button type="submit" look="primary" className="min-h-11 w-full" disabled={isBusy || !isReady}>
        {isBusy ? busyLabel : submitLabel}
      </Button>
    </form>
  );
}
