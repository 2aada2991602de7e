'use client';

import { type FormEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { Icon } from './Icon';

/** Waits for a pause in typing, in milliseconds. */
const searchDelayMs = 250;

type SearchFieldProps = {
  label: string;
  placeholder: string;
  /** What is searched for now; takes over what the address says when one goes back. */
  initial: string;
  /** So that a key can put the focus here. */
  inputRef?: RefObject<HTMLInputElement | null>;
  className?: string;
  onSearch: (q: string) => void;
};

/** Searches while one types, after a pause; Enter does not wait. */
export function SearchField({
  label,
  placeholder,
  initial,
  inputRef,
  className = '',
  onSearch,
}: SearchFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState(initial);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);

  useEffect(() => {
    // While something is being typed, what was searched for is behind it.
    setTyped((now) => (timer.current === undefined && now.trim() !== initial ? initial : now));
  }, [initial]);

  function type(value: string) {
    setTyped(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      onSearch(value.trim());
    }, searchDelayMs);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    clearTimeout(timer.current);
    timer.current = undefined;
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
          ref={inputRef}
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
