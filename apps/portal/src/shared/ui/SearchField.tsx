'use client';

import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { Icon } from './Icon';

/** Waits for a pause in typing, in milliseconds. */
const searchDelayMs = 250;

type SearchFieldProps = {
  label: string;
  placeholder: string;
  /** What was searched for when the page opened. */
  initial: string;
  className?: string;
  onSearch: (q: string) => void;
};

/** Searches while one types, after a pause; Enter does not wait. */
export function SearchField({ label, placeholder, initial, className = '', onSearch }: SearchFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState(initial);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);

  function type(value: string) {
    setTyped(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(value.trim()), searchDelayMs);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    clearTimeout(timer.current);
    onSearch(typed.trim());
  }

  return (
    <search className={className}>
      <form onSubmit={submit} className="relative">
        <label htmlFor={id} className="sr-only">
          {label}
        </label>
        <Icon
          name="search"
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
        />
        <input
          id={id}
          type="search"
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
          placeholder={placeholder}
          maxLength={200}
          className="block min-h-10 w-full rounded-lg border border-line-strong/60 bg-surface pr-3 pl-9 text-sm text-ink placeholder:text-muted"
        />
      </form>
    </search>
  );
}
