'use client';

import { useRef, useState } from 'react';
import {
  AskDialog,
  cancelDocumentRequest,
  type DocumentRequest,
  listDocumentRequests,
  type RequestList,
} from '@/entities/document-request';
import { usePagedList } from '@/shared/api';
import { useQueryState } from '@/shared/lib';
import { useLiveChanges } from '@/shared/live';
import { requestTexts as texts } from '@/shared/texts';
import { announce, Button, ConfirmDialog, Icon, PagedPanel, Select } from '@/shared/ui';
import { RequestRow } from './RequestRow';

const names = ['list', 'person'] as const;
const lists: readonly RequestList[] = ['open', 'overdue', 'fulfilled', 'cancelled'];

/** What the team asked for: by state and person, with what can be done about it. */
export function RequestBoard() {
  const [query, setQuery] = useQueryState(names);
  const list = lists.find((one) => one === query.list) ?? 'open';
  const [isAsking, setIsAsking] = useState(false);
  const [cancelling, setCancelling] = useState<DocumentRequest | null>(null);
  const [now, setNow] = useState(() => new Date());
  const heading = useRef<HTMLHeadingElement>(null);
  const page = usePagedList<DocumentRequest>(`${list} ${query.person}`, async (input) => {
    const answer = await listDocumentRequests({ ...input, list, person: query.person || undefined });
    setNow(new Date());
    return answer;
  });
  // What is loaded beyond the first page would be gone; there, somebody reads.
  const isShort = page.items.length <= 50;
  useLiveChanges(['request'], () => {
    if (isShort) page.refresh();
  });
  useLiveChanges(['file'], (news) => {
    const isShown = news === null || page.items.some(({ fileId }) => news.ids.has(fileId));
    if (isShort && isShown) page.refresh();
  });
  const personName = page.items[0]?.person.name ?? query.person;

  return (
    <section aria-labelledby="requests" aria-busy={page.status !== 'ready'} className="grid gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div>
          <h1
            id="requests"
            ref={heading}
            tabIndex={-1}
            className="text-2xl font-semibold tracking-tight outline-none"
          >
            {texts.title}
          </h1>
          <p className="mt-1 text-muted">{texts.lead}</p>
        </div>
        <Button look="primary" onClick={() => setIsAsking(true)}>
          <Icon name="mail" className="size-4" />
          {texts.ask}
        </Button>
      </div>
      <div className="flex flex-wrap items-end gap-3">
        <Select
          label={texts.lists.label}
          value={list}
          onChange={(event) => setQuery({ list: event.currentTarget.value })}
        >
          {lists.map((one) => (
            <option key={one} value={one}>
              {texts.lists[one]}
            </option>
          ))}
        </Select>
        {query.person !== '' && (
          <Button onClick={() => setQuery({ person: '' })}>
            <span className="[overflow-wrap:anywhere]">
              <bdi>{texts.ofPerson(personName)}</bdi>
            </span>
            <Icon name="close" className="size-4" />
            <span className="sr-only">{texts.allPeople}</span>
          </Button>
        )}
      </div>
      <PagedPanel list={page} texts={texts} emptyIcon="file">
        <ul className="divide-y divide-line">
          {page.items.map((request) => (
            <RequestRow
              key={request.id}
              request={request}
              now={now}
              onPerson={({ id }) => setQuery({ person: id })}
              onCancel={setCancelling}
            />
          ))}
        </ul>
      </PagedPanel>
      {isAsking && (
        <AskDialog
          person={null}
          onClose={() => setIsAsking(false)}
          onAsked={(request) => {
            setIsAsking(false);
            page.reload();
            announce(texts.form.done(request.name));
          }}
        />
      )}
      {cancelling !== null && (
        <ConfirmDialog
          title={texts.cancel.title(cancelling.name)}
          lead={texts.cancel.lead}
          confirmLabel={texts.cancel.confirm}
          busyLabel={texts.cancel.busy}
          cancelLabel={texts.cancel.keep}
          look="danger"
          onClose={() => setCancelling(null)}
          run={async () => {
            await cancelDocumentRequest(cancelling.id);
            page.remove(cancelling.id);
            announce(texts.cancel.done(cancelling.name));
            setCancelling(null);
            // The button that was pressed went with the row.
            heading.current?.focus();
          }}
        />
      )}
    </section>
  );
}
