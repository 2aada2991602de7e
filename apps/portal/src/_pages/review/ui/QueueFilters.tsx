'use client';

import { lazy, type RefObject, Suspense, useEffect, useId, useRef, useState } from 'react';
import type { ReviewOwner } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { Button, Icon, Select } from '@/shared/ui';
import {
  assignees,
  checkStates,
  countFilters,
  countMoreFilters,
  defaultFilter,
  fileKinds,
  type QueueFilter,
  queueSorts,
} from '../model/QueueFilter';
import { OwnerField } from './OwnerField';

const words = reviewTexts.queue;

const MoreFilters = lazy(() => import('./MoreFilters').then((module) => ({ default: module.MoreFilters })));

/** Waits for a pause in typing, in milliseconds. */
const searchDelayMs = 250;

type QueueFiltersProps = {
  filter: QueueFilter;
  owner: ReviewOwner | null;
  viewerId: string;
  searchRef: RefObject<HTMLInputElement | null>;
  onChange: (change: Partial<QueueFilter>, how?: 'push' | 'replace') => void;
  onOwner: (owner: ReviewOwner | null) => void;
};

function Choice<Value extends string>({
  label,
  value,
  values,
  labels,
  className = '',
  onChoose,
}: {
  label: string;
  value: Value;
  values: readonly Value[];
  labels: Readonly<Record<Value, string>>;
  className?: string;
  onChoose: (value: Value) => void;
}) {
  return (
    <Select
      isLabelHidden
      label={label}
      className={className}
      value={value}
      onChange={({ currentTarget }) => onChoose(values.find((one) => one === currentTarget.value) ?? value)}
    >
      {values.map((one) => (
        <option key={one} value={one}>
          {labels[one]}
        </option>
      ))}
    </Select>
  );
}

const kinds = ['', ...fileKinds] as const;
const kindLabels = { '': words.anyKind, ...words.kinds };

/** Search, filters and order. On a narrow screen all but the search are behind a button. */
export function QueueFilters({ filter, owner, viewerId, searchRef, onChange, onOwner }: QueueFiltersProps) {
  const id = useId();
  const [typed, setTyped] = useState(filter.q);
  const [isOpen, setIsOpen] = useState(false);
  const [isMoreOpen, setIsMoreOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(filter.q);
  const count = countFilters({ ...filter, q: '' });
  const isOnePerson = filter.assignee.startsWith('person:');
  const assigneeLabel = assignees.includes(filter.assignee as (typeof assignees)[number])
    ? words.assignees[filter.assignee as (typeof assignees)[number]]
    : words.assigneePerson;

  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    // Back, or a cleared filter: the field follows the address, but never while its own text is on the way there.
    if (filter.q === sent.current) return;
    sent.current = filter.q;
    setTyped(filter.q);
  }, [filter.q]);

  function search(value: string): void {
    clearTimeout(timer.current);
    sent.current = value.trim();
    // The first letter is a step that Back undoes, the others belong to it.
    if (sent.current !== filter.q) onChange({ q: sent.current }, filter.q === '' ? 'push' : 'replace');
  }

  function type(value: string): void {
    setTyped(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => search(value), searchDelayMs);
  }

  return (
    <div className="flex flex-wrap items-center gap-2">
      <search className="min-w-0 flex-1 basis-40 lg:max-w-56">
        <form
          className="relative"
          onSubmit={(event) => {
            event.preventDefault();
            search(typed);
          }}
        >
          <label htmlFor={`${id}-search`} className="sr-only">
            {words.search}
          </label>
          <Icon
            name="search"
            className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
          />
          <input
            ref={searchRef}
            id={`${id}-search`}
            type="search"
            value={typed}
            onChange={(event) => type(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && typed === '') event.currentTarget.blur();
            }}
            placeholder={words.searchHint}
            title={words.searchHelp}
            maxLength={200}
            className="block min-h-10 w-full rounded-lg border border-line-strong/60 bg-surface pr-3 pl-9 text-sm text-ink placeholder:text-muted pointer-coarse:min-h-11 pointer-coarse:text-base"
          />
        </form>
      </search>
      <Button
        className="lg:hidden"
        aria-expanded={isOpen}
        aria-controls={`${id}-filters`}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="filter" className="size-4" />
        {words.filtersCount(count)}
      </Button>
      <div
        id={`${id}-filters`}
        className={`w-full grid-cols-2 gap-2 sm:grid-cols-3 lg:flex lg:w-auto lg:flex-1 ${isOpen ? 'grid' : 'hidden'}`}
      >
        <OwnerField owner={owner} ownerId={filter.owner} onChoose={onOwner} />
        <Choice
          label={words.state}
          value={filter.state}
          values={checkStates}
          labels={words.states}
          onChoose={(state) => onChange({ state })}
        />
        <Choice
          label={words.kind}
          value={filter.kind ?? ''}
          values={kinds}
          labels={kindLabels}
          onChoose={(kind) => onChange({ kind: kind === '' ? null : kind })}
        />
        <Choice
          label={words.assignee}
          value={filter.assignee}
          values={isOnePerson ? [...assignees, filter.assignee] : assignees}
          labels={{ ...words.assignees, [filter.assignee]: assigneeLabel }}
          onChoose={(assignee) => onChange({ assignee })}
        />
        <Button aria-haspopup="dialog" onClick={() => setIsMoreOpen(true)}>
          <span aria-hidden="true">{reviewTexts.moreFilters.openCount(countMoreFilters(filter))}</span>
          <span className="sr-only">{reviewTexts.moreFilters.open}</span>
        </Button>
        <Choice
          label={words.sort}
          className="lg:ml-auto"
          value={filter.sort}
          values={queueSorts}
          labels={words.sorts}
          onChoose={(sort) => onChange({ sort })}
        />
        {count > 0 && (
          <Button
            look="quiet"
            onClick={() => onChange({ ...defaultFilter, tab: filter.tab, sort: filter.sort })}
          >
            {words.clearFilters}
          </Button>
        )}
      </div>
      {isMoreOpen && (
        <Suspense fallback={null}>
          <MoreFilters
            filter={filter}
            viewerId={viewerId}
            onApply={onChange}
            onClose={() => setIsMoreOpen(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
