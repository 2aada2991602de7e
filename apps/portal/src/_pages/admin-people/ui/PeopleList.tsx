'use client';

import { useState } from 'react';
import { listPeople, type Person } from '@/entities/person';
import { usePagedList } from '@/shared/api';
import { useQueryState } from '@/shared/lib';
import { peopleTexts as texts } from '@/shared/texts';
import { Button, PagedPanel, SearchField, Select } from '@/shared/ui';
import type { PersonAction } from '../model/personActions';
import { PersonDialogs } from './PersonDialogs';
import { PersonRow } from './PersonRow';

const names = ['q', 'role', 'status', 'sort'] as const;
const defaultSort = '-createdAt';
const head = 'px-4 py-2.5 text-left text-xs font-medium text-muted whitespace-nowrap';

export function PeopleList({ viewerId }: { viewerId: string }) {
  const [query, setQuery] = useQueryState(names);
  const { q, role, status, sort } = query;
  // A cleared search also empties its field, which keeps what is typed to itself.
  const [searchKey, setSearchKey] = useState(0);
  const [open, setOpen] = useState<{ person: Person; action: PersonAction } | null>(null);
  const [said, setSaid] = useState('');
  const [now, setNow] = useState(() => new Date());
  const list = usePagedList<Person>(JSON.stringify(query), async ({ cursor, signal }) => {
    const page = await listPeople({ q, role, status, sort, cursor, signal });
    setNow(new Date());
    return page;
  });
  const { columns } = texts.list;

  return (
    <section aria-label={texts.list.title} aria-busy={list.status !== 'ready'} className="grid gap-4">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-[minmax(0,1fr)_auto_auto_auto]">
        <SearchField
          key={searchKey}
          label={texts.list.search}
          placeholder={texts.list.searchHint}
          initial={q}
          onSearch={(value) => setQuery({ q: value })}
          className="col-span-2 lg:col-span-1"
        />
        <Select
          label={texts.list.role}
          isLabelHidden
          value={role}
          onChange={(event) => setQuery({ role: event.currentTarget.value })}
        >
          <option value="">{texts.list.anyRole}</option>
          {Object.entries(texts.roles).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        <Select
          label={texts.list.status}
          isLabelHidden
          value={status}
          onChange={(event) => setQuery({ status: event.currentTarget.value })}
        >
          {Object.entries(texts.list.statuses).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        <Select
          label={texts.list.sort}
          isLabelHidden
          className="col-span-2 lg:col-span-1"
          value={sort === '' ? defaultSort : sort}
          onChange={({ currentTarget: { value } }) => setQuery({ sort: value === defaultSort ? '' : value })}
        >
          {Object.entries(texts.list.sorts).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </div>
      <p role="status" className="sr-only">
        {said}
      </p>
      <PagedPanel
        list={list}
        texts={texts.list}
        emptyIcon="search"
        emptyAction={
          <Button
            onClick={() => {
              setQuery({ q: '', role: '', status: '' });
              setSearchKey((key) => key + 1);
            }}
          >
            {texts.list.clear}
          </Button>
        }
      >
        <table className="w-full border-collapse">
          <caption className="sr-only">{texts.list.caption}</caption>
          <thead>
            <tr>
              <th scope="col" className={head}>
                {columns.person}
              </th>
              <th scope="col" className={`${head} hidden md:table-cell`}>
                {columns.role}
              </th>
              <th scope="col" className={`${head} hidden lg:table-cell`}>
                {columns.files}
              </th>
              <th scope="col" className={`${head} hidden md:table-cell`}>
                {columns.lastSeen}
              </th>
              <th scope="col" className={`${head} hidden lg:table-cell`}>
                {columns.created}
              </th>
              <th scope="col" className={head}>
                <span className="sr-only">{columns.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((person) => (
              <PersonRow
                key={person.id}
                person={person}
                viewerId={viewerId}
                now={now}
                onAction={(chosen, action) => setOpen({ person: chosen, action })}
              />
            ))}
          </tbody>
        </table>
      </PagedPanel>
      {open !== null && (
        <PersonDialogs
          {...open}
          onClose={() => setOpen(null)}
          onChanged={(person, words) => {
            list.change(person);
            setSaid(words);
            setOpen(null);
          }}
        />
      )}
    </section>
  );
}
