'use client';

import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { describeProblem } from '@/shared/api';
import { Button } from '@/shared/ui';

/** Waits for a pause in typing, in milliseconds. */
const delayMs = 250;

type Found = { id: string; title: ReactNode; note?: ReactNode };

type LookupProps = {
  question: string;
  hint: string;
  label: string;
  placeholder: string;
  askLabel: string;
  countLabel: (count: number) => string;
  /** An answer without a search: what was typed is an id already. */
  readId?: (typed: string) => string | null;
  find: (q: string, signal: AbortSignal) => Promise<Found[]>;
  onChosen: (id: string) => void;
};

/** A question about one thing, which is found by typing a part of its name. */
export function Lookup({
  question,
  hint,
  label,
  placeholder,
  askLabel,
  countLabel,
  readId = () => null,
  find,
  onChosen,
}: LookupProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Found[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<AbortController | null>(null);

  useEffect(
    () => () => {
      clearTimeout(timer.current);
      running.current?.abort();
    },
    [],
  );

  async function search(text: string): Promise<void> {
    clearTimeout(timer.current);
    running.current?.abort();
    setProblem(null);
    const q = text.trim();
    if (q === '') return setFound(null);
    const controller = new AbortController();
    running.current = controller;
    try {
      setFound(await find(q, controller.signal));
    } catch (error) {
      if (!controller.signal.aborted) setProblem(describeProblem(error));
    }
  }

  function type(value: string) {
    setTyped(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void search(value), delayMs);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const known = readId(typed.trim());
    if (known !== null) return onChosen(known);
    // The only match is what was meant.
    if (found?.length === 1) return onChosen(found[0]!.id);
    void search(typed);
  }

  return (
    <section
      aria-labelledby={`${id}-title`}
      className="grid content-start gap-3 rounded-2xl border border-line bg-surface p-5 shadow-card"
    >
      <div>
        <h2 id={`${id}-title`} className="font-semibold tracking-tight">
          {question}
        </h2>
        <p className="text-sm text-muted">{hint}</p>
      </div>
      <form onSubmit={submit} className="flex gap-2">
        <label htmlFor={`${id}-input`} className="sr-only">
          {label}
        </label>
        <input
          id={`${id}-input`}
          type="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={typed}
          placeholder={placeholder}
          onChange={(event) => type(event.currentTarget.value)}
          className="block min-h-10 w-full min-w-0 rounded-lg border border-line-strong/60 bg-surface px-3 text-sm text-ink placeholder:text-muted"
        />
        <Button type="submit" look="primary" aria-label={`${askLabel}: ${question}`}>
          {askLabel}
        </Button>
      </form>
      {problem !== null && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
      <p role="status" className={found === null || found.length > 0 ? 'sr-only' : 'text-sm text-muted'}>
        {found !== null && countLabel(found.length)}
      </p>
      {found !== null && found.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line">
          {found.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                onClick={() => onChosen(one.id)}
                className="block w-full px-3 py-2 text-left text-sm -outline-offset-2 hover:bg-sunken"
              >
                <span className="block truncate font-medium">{one.title}</span>
                {one.note !== undefined && <span className="block truncate text-muted">{one.note}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
