'use client';

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { ApiError } from '@/shared/api';
import { accountTexts as texts } from '@/shared/texts';
import { Button, Notice } from '@/shared/ui';

type AccountFormProps = {
  submitLabel: string;
  busyLabel: string;
  children: ReactNode;
  /** Answers what to show instead of the form, or nothing to open the files page. */
  onSubmit: (values: Record<string, string>) => Promise<ReactNode>;
  /** What to offer beside an error's own words. */
  describe?: (error: ApiError, values: Record<string, string>) => ReactNode;
};

/** Sends what was typed, and on success opens the files page anew, so that nothing of an earlier session stays. */
export function AccountForm({ submitLabel, busyLabel, children, onSubmit, describe }: AccountFormProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<ReactNode>(null);
  const [done, setDone] = useState<ReactNode>(null);
  const doneRef = useRef<HTMLDivElement>(null);
  // Until the script runs, the browser itself would send the form; then the button only waits.
  const [isReady, setIsReady] = useState(false);
  const problemRef = useRef<HTMLDivElement>(null);

  useEffect(() => setIsReady(true), []);
  useEffect(() => {
    if (problem !== null) problemRef.current?.focus();
  }, [problem]);
  useEffect(() => {
    if (done !== null) doneRef.current?.focus();
  }, [done]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy) return;
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
    );
    setIsBusy(true);
    setProblem(null);
    try {
      const instead = await onSubmit(values);
      if (instead === undefined || instead === null) location.assign('/');
      else setDone(instead);
    } catch (error) {
      if (!(error instanceof ApiError)) setProblem(texts.failed);
      else
        setProblem(
          <>
            {error.message}
            {describe?.(error, values)}
          </>,
        );
      setIsBusy(false);
    }
  }

  if (done !== null)
    return (
      <div ref={doneRef} tabIndex={-1} className="grid gap-5">
        {done}
      </div>
    );

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
