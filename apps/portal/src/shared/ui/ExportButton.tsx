'use client';

import { useEffect, useRef, useState } from 'react';
import { describeProblem } from '@/shared/api';
import { saveTable } from '@/shared/lib';
import { generalTexts as texts } from '@/shared/texts';
import { Button } from './Button';
import { Icon } from './Icon';

type ExportButtonProps = {
  /** What the file is called, before its date. */
  name: string;
  read: (signal: AbortSignal) => Promise<Blob>;
};

/** Saves what is on the page as a table for spreadsheet programs. */
export function ExportButton({ name, read }: ExportButtonProps) {
  const [state, setState] = useState<{ step: 'ready' | 'busy' | 'done' } | { step: 'failed'; why: string }>({
    step: 'ready',
  });
  const running = useRef<AbortController | null>(null);

  useEffect(() => () => running.current?.abort(), []);

  async function save() {
    const controller = new AbortController();
    running.current = controller;
    setState({ step: 'busy' });
    try {
      await saveTable(name, read(controller.signal));
      setState({ step: 'done' });
    } catch (error) {
      if (!controller.signal.aborted) setState({ step: 'failed', why: describeProblem(error) });
    }
  }

  return (
    <div className="grid justify-items-end gap-1">
      <Button onClick={save} isBusy={state.step === 'busy'}>
        <Icon name="download" className="size-4" />
        {state.step === 'busy' ? texts.exportingCsv : texts.exportCsv}
      </Button>
      <p role="status" className={state.step === 'failed' ? 'text-sm text-bad' : 'sr-only'}>
        {state.step === 'done' && texts.exportedCsv}
        {state.step === 'failed' && state.why}
      </p>
    </div>
  );
}
