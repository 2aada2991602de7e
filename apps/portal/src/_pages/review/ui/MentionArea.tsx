'use client';

import { type ComponentProps, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { listMentionable, type Reviewer } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { TextArea } from '@/shared/ui';
import { findMentionQuery, type MentionQuery, matchPeople } from '../model/mentionText';

const words = reviewTexts.mentions;

type MentionAreaProps = Omit<ComponentProps<typeof TextArea>, 'value' | 'onChange' | 'onKeyDown'> & {
  fileId: string;
  value: string;
  onText: (text: string) => void;
  /** Somebody was chosen; answers the text with them in it, and where the caret goes. */
  onMention: (query: MentionQuery, person: Reviewer) => { text: string; caret: number };
  /** Keys that chose nobody. */
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
};

/** A text in which `@` finds people who review the file. The focus stays in the text; the arrows go through the list below it. */
export function MentionArea({ fileId, value, onText, onMention, onKeyDown, ...rest }: MentionAreaProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [people, setPeople] = useState<readonly Reviewer[] | 'failed' | null>(null);
  const [active, setActive] = useState(0);
  /** Where the `@` is whose list was closed. */
  const [closed, setClosed] = useState<number | null>(null);
  const found = findMentionQuery(value, caret);
  const query = found !== null && found.start !== closed ? found : null;
  const isAsked = query !== null;
  const offered = Array.isArray(people) && query !== null ? matchPeople(people, query.q) : [];
  // Of words after an `@` that find nobody any more nothing is said: it was no name.
  const isOpen = query !== null && !(people !== null && offered.length === 0 && query.q.includes(' '));

  useEffect(() => {
    if (!isAsked) return;
    const controller = new AbortController();
    listMentionable(fileId, { signal: controller.signal }).then(
      (reviewers) => !controller.signal.aborted && setPeople(reviewers),
      () => !controller.signal.aborted && setPeople('failed'),
    );
    return () => controller.abort();
  }, [fileId, isAsked]);

  function choose(person: Reviewer): void {
    if (query === null) return;
    const { caret: next } = onMention(query, person);
    setCaret(next);
    // Once the text is there.
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(next, next);
    });
  }

  /** What the list does with a key; `false` for what is none of its. */
  function steer(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
    const person = offered[active];
    if (!isOpen || event.nativeEvent.isComposing) return false;
    if (event.key === 'Escape') setClosed(query?.start ?? null);
    else if (person === undefined) return false;
    else if (event.key === 'ArrowDown') setActive((active + 1) % offered.length);
    else if (event.key === 'ArrowUp') setActive((active + offered.length - 1) % offered.length);
    else if (event.key === 'Tab' || (event.key === 'Enter' && !event.ctrlKey && !event.metaKey))
      choose(person);
    else return false;
    event.preventDefault();
    return true;
  }

  return (
    <div className="relative">
      <TextArea
        {...rest}
        ref={area}
        value={value}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={isOpen ? `${id}-list` : undefined}
        aria-activedescendant={isOpen && offered[active] !== undefined ? `${id}-${active}` : undefined}
        onChange={({ currentTarget }) => {
          onText(currentTarget.value);
          setCaret(currentTarget.selectionStart);
          setActive(0);
        }}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
        onBlur={() => setClosed(found?.start ?? null)}
        onFocus={() => setClosed(null)}
        onKeyDown={(event) => steer(event) || onKeyDown(event)}
      />
      <div
        className={`absolute top-full left-0 z-20 mt-1 w-full max-w-96 overflow-hidden rounded-lg border border-line bg-surface shadow-card ${isOpen ? '' : 'hidden'}`}
      >
        <p role="status" className={offered.length > 0 ? 'sr-only' : 'px-3 py-2 text-sm text-muted'}>
          {isOpen && people === null && words.loading}
          {isOpen && people === 'failed' && words.problem}
          {isOpen && Array.isArray(people) && words.found(offered.length)}
        </p>
        <div id={`${id}-list`} role="listbox" aria-label={words.label}>
          {offered.map((person, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text's, which keeps the focus
            <div
              key={person.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              tabIndex={-1}
              className="cursor-pointer px-3 py-2 text-sm aria-selected:bg-accent-soft"
              // A press would take the focus from the text, and the list would be gone before the click.
              onMouseDown={(event) => event.preventDefault()}
              onMouseEnter={() => setActive(index)}
              onClick={() => choose(person)}
            >
              <span className="block truncate font-medium">
                <bdi>{person.name}</bdi>
              </span>
              <span className="block truncate text-xs text-muted">{person.email}</span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
