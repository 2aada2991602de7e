'use client';

import { type ComponentProps, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { listMentionable, type Reviewer } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { TextArea } from '@/shared/ui';
import { findMentionQuery, type MentionQuery, matchPeople } from '../model/mentionText';
import { PeopleList } from './PeopleList';

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

  function statusOf(): string {
    if (people === null) return words.loading;
    return people === 'failed' ? words.problem : words.found(offered.length);
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
      <PeopleList
        id={id}
        label={words.label}
        isOpen={isOpen}
        people={offered}
        active={active}
        status={statusOf()}
        className="max-w-96"
        onActive={setActive}
        onChoose={choose}
      />
    </div>
  );
}
