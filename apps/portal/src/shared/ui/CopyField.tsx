'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { Button } from './Button';
import { Icon } from './Icon';

/** How long "Copied" stands, in milliseconds. */
const copiedMs = 4_000;

/** A text to take away: selected at a touch, copied at a press. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'refused'>('none');

  useEffect(() => {
    if (outcome === 'none') return;
    const timer = setTimeout(() => setOutcome('none'), copiedMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setOutcome('copied');
    } catch {
      // Without the permission (or over plain http) the person copies the selected text.
      input.current?.select();
      setOutcome('refused');
    }
  }

  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          ref={input}
          id={id}
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
          className="block min-h-11 w-full min-w-0 rounded-lg border border-line-strong bg-sunken px-3 font-mono text-sm text-ink"
        />
        <Button onClick={copy} className="min-h-11 shrink-0">
          <Icon name={outcome === 'copied' ? 'check' : 'copy'} className="size-4" />
          Copy
        </Button>
      </div>
      <p role="status" className="mt-1.5 min-h-5 text-sm text-muted">
        {outcome === 'copied' && 'Copied.'}
        {outcome === 'refused' &&
          'The browser does not allow copying here. The text is selected: press Ctrl+C.'}
      </p>
    </div>
  );
}
