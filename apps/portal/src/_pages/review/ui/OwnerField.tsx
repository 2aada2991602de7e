'use client';

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { findReviewOwners, type ReviewOwner } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { Icon } from '@/shared/ui';
import { PeopleList } from './PeopleList';

const words = reviewTexts.queue;

/** Waits for a pause in typing, in milliseconds. */
const lookUpDelayMs = 200;

type Found = { q: string; owners: readonly ReviewOwner[] } | { q: string; owners: null };

type OwnerFieldProps = {
  /** Who is chosen, as far as known. */
  owner: ReviewOwner | null;
  /** The id in the address; it may be there before anybody knows whose it is. */
  ownerId: string | null;
  onChoose: (owner: ReviewOwner | null) => void;
};

/** Finds the owner by part of a name or an address: a combobox with a list of people. */
export function OwnerField({ owner, ownerId, onChoose }: OwnerFieldProps) {
  const id = useId();
  const chosen = ownerId === null ? '' : owner?.id === ownerId ? owner.name : '…';
  const [typed, setTyped] = useState<string | null>(null);
  const [found, setFound] = useState<Found | null>(null);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const q = typed?.trim() ?? '';

  useEffect(() => {
    if (q === '') return setFound(null);
    const controller = new AbortController();
    const timer = setTimeout(() => {
      findReviewOwners(q, { signal: controller.signal }).then(
        (owners) => {
          setFound({ q, owners });
          setActive(0);
        },
        () => !controller.signal.aborted && setFound({ q, owners: null }),
      );
    }, lookUpDelayMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [q]);

  const owners = found?.owners ?? [];
  const isOpen = q !== '';

  function choose(next: ReviewOwner | null): void {
    setTyped(null);
    onChoose(next);
    input.current?.focus();
  }

  function press(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (owners.length === 0) return;
      event.preventDefault();
      setActive((active + (event.key === 'ArrowDown' ? 1 : owners.length - 1)) % owners.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const next = owners[active];
      if (isOpen && next !== undefined) choose(next);
    } else if (event.key === 'Escape') {
      setTyped(null);
    }
  }

  function statusOf(): string {
    if (found === null) return words.ownerSearching;
    if (found.owners === null) return words.ownerProblem;
    return found.owners.length === 0 ? words.ownerNone : words.ownerFound(found.owners.length);
  }

  return (
    <div className="relative col-span-2 min-w-0 md:w-52">
      <label htmlFor={`${id}-input`} className="sr-only">
        {words.owner}
      </label>
      <Icon
        name="person"
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
      />
      <input
        ref={input}
        id={`${id}-input`}
        type="text"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && owners[active] !== undefined ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        placeholder={words.ownerHint}
        value={typed ?? chosen}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => setTyped(null)}
        onKeyDown={press}
        className="block min-h-10 w-full rounded-lg border border-line-strong/60 bg-surface pr-9 pl-9 text-sm text-ink placeholder:text-muted"
      />
      {ownerId !== null && (
        <button
          type="button"
          aria-label={words.ownerClear}
          title={words.ownerClear}
          className="absolute top-1/2 right-1 grid size-8 -translate-y-1/2 place-items-center rounded text-muted hover:text-ink"
          onClick={() => choose(null)}
        >
          <Icon name="close" className="size-4" />
        </button>
      )}
      <PeopleList
        id={id}
        label={words.owner}
        isOpen={isOpen}
        people={owners}
        active={active}
        status={statusOf()}
        className="min-w-64"
        onActive={setActive}
        onChoose={choose}
      />
    </div>
  );
}
