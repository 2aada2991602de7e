'use client';

import { type FormEvent, useState } from 'react';
import { listAssignees } from '@/entities/review';
import { callApi, useLoaded } from '@/shared/api';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, Dialog, Field, Notice, Select } from '@/shared/ui';
import { type MoreFilterFields, readMoreFilters, toMoreFilterFields } from '../model/moreFilterFields';
import { defaultFilter, dues, type QueueFilter, reviewFlags } from '../model/QueueFilter';

const words = reviewTexts.moreFilters;

type MoreFiltersProps = {
  filter: QueueFilter;
  viewerId: string;
  onApply: (change: Partial<QueueFilter>) => void;
  onClose: () => void;
};

async function loadChoices(signal: AbortSignal) {
  const [reviewers, { profiles }] = await Promise.all([
    listAssignees({ signal }),
    callApi<{ profiles: { name: string; label: string }[] }>('/api/profiles', { signal }),
  ]);
  return { reviewers, profiles };
}

/** The filters that are set now and then, in a dialog: who holds it, profile, flags, size, day of arrival. */
export function MoreFilters({ filter, viewerId, onApply, onClose }: MoreFiltersProps) {
  const [fields, setFields] = useState(() => toMoreFilterFields(filter));
  const [isChecked, setIsChecked] = useState(false);
  const { value: choices, error } = useLoaded('queue-filters', loadChoices);
  const { change, errors } = readMoreFilters(fields, filter);
  const edit = (part: Partial<MoreFilterFields>) => setFields({ ...fields, ...part });
  const shown = isChecked ? errors : {};
  // What the address names is offered as well when nobody knows it (any more), or choosing something else would take it away.
  const people = (choices?.reviewers ?? []).map(({ id, name }) => ({
    id,
    name: id === viewerId ? words.me : name,
  }));
  const profiles = choices?.profiles ?? [];

  function submit(event: FormEvent): void {
    event.preventDefault();
    setIsChecked(true);
    if (change === null) return;
    onApply(change);
    onClose();
  }

  function clear(): void {
    setFields(toMoreFilterFields(defaultFilter));
    setIsChecked(false);
  }

  return (
    <Dialog title={words.title} description={words.lead} onClose={onClose}>
      {(close) => (
        <form className="mt-4 grid gap-4" onSubmit={submit} noValidate>
          {error !== null && <Notice look="wait">{words.problem}</Notice>}
          <Select
            label={words.holder}
            value={fields.holder}
            data-first-focus
            onChange={({ currentTarget }) => edit({ holder: currentTarget.value })}
          >
            <option value="">{words.holderAny}</option>
            {fields.holder !== '' && !people.some(({ id }) => id === fields.holder) && (
              <option value={fields.holder}>{reviewTexts.queue.assigneePerson}</option>
            )}
            {people.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
          <Select
            label={words.profile}
            value={fields.profile}
            onChange={({ currentTarget }) => edit({ profile: currentTarget.value })}
          >
            <option value="">{words.profileAny}</option>
            {fields.profile !== '' && !profiles.some(({ name }) => name === fields.profile) && (
              <option value={fields.profile}>{fields.profile}</option>
            )}
            {profiles.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </Select>
          <Select
            label={words.flag}
            value={fields.flag}
            onChange={({ currentTarget }) => edit({ flag: currentTarget.value })}
          >
            <option value="">{words.flagAny}</option>
            {reviewFlags.map((flag) => (
              <option key={flag} value={flag}>
                {reviewTexts.queue.flags[flag]}
              </option>
            ))}
          </Select>
          <Select
            label={reviewTexts.queue.dueLabel}
            value={fields.due}
            onChange={({ currentTarget }) =>
              edit({ due: dues.find((due) => due === currentTarget.value) ?? 'any' })
            }
          >
            {dues.map((due) => (
              <option key={due} value={due}>
                {reviewTexts.queue.dues[due]}
              </option>
            ))}
          </Select>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              label={words.minSize}
              inputMode="decimal"
              value={fields.minMegabytes}
              error={shown.minMegabytes}
              onChange={({ currentTarget }) => edit({ minMegabytes: currentTarget.value })}
            />
            <Field
              label={words.maxSize}
              inputMode="decimal"
              value={fields.maxMegabytes}
              error={shown.maxMegabytes}
              onChange={({ currentTarget }) => edit({ maxMegabytes: currentTarget.value })}
            />
            <Field
              label={words.from}
              type="date"
              value={fields.from}
              hint={words.dayHint}
              onChange={({ currentTarget }) => edit({ from: currentTarget.value })}
            />
            <Field
              label={words.to}
              type="date"
              value={fields.to}
              error={shown.to}
              onChange={({ currentTarget }) => edit({ to: currentTarget.value })}
            />
          </div>
          <div className="flex flex-wrap justify-end gap-3">
            <Button look="quiet" className="mr-auto" onClick={clear}>
              {words.clear}
            </Button>
            <Button onClick={close}>{generalTexts.cancel}</Button>
            <Button type="submit" look="primary">
              {words.apply}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
