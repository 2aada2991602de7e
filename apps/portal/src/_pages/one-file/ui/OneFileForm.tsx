'use client';

import { type ChangeEvent, useId, useState } from 'react';
import { downloadFile, uploadFile } from '@/features/file-management';
import { Button, Notice } from '@/shared/ui';

type State =
  | { step: 'ready' }
  | { step: 'sending'; name: string }
  | { step: 'sent'; name: string; key: string }
  | { step: 'failed'; message: string };

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'That did not work. Try again in a moment.';
}

export function OneFileForm() {
  const id = useId();
  const [state, setState] = useState<State>({ step: 'ready' });

  async function send(event: ChangeEvent<HTMLInputElement>) {
    const file = event.currentTarget.files?.[0];
    event.currentTarget.value = '';
    if (file === undefined) return;
    setState({ step: 'sending', name: file.name });
    try {
      setState({ step: 'sent', name: file.name, key: await uploadFile(file) });
    } catch (error) {
      setState({ step: 'failed', message: wordsOf(error) });
    }
  }

  async function fetchBack(key: string) {
    try {
      await downloadFile(key);
    } catch (error) {
      setState({ step: 'failed', message: wordsOf(error) });
    }
  }

  return (
    <div className="grid gap-4">
      <div className="relative">
        <input
          id={id}
          type="file"
          className="peer sr-only"
          onChange={send}
          disabled={state.step === 'sending'}
        />
        <label
          htmlFor={id}
          className="inline-flex min-h-11 w-full items-center justify-center rounded-lg bg-accent px-4 text-sm font-medium text-on-accent hover:bg-accent-strong peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent"
        >
          Choose a file
        </label>
      </div>
      <p role="status" className={state.step === 'sending' ? '[overflow-wrap:anywhere]' : 'sr-only'}>
        {state.step === 'sending' && `Sending ${state.name}…`}
      </p>
      {state.step === 'failed' && <Notice look="bad">{state.message}</Notice>}
      {state.step === 'sent' && (
        <Notice
          look="good"
          action={
            <Button look="secondary" onClick={() => fetchBack(state.key)}>
              Download it again
            </Button>
          }
        >
          <bdi className="[overflow-wrap:anywhere]">{state.name}</bdi> is stored.
        </Notice>
      )}
    </div>
  );
}
