import type { FileCategory, FileSort, ListFilesInput } from '@/entities/file';
import { fileStateTexts, fileTexts } from '@/shared/texts';

export type StatusFilter = keyof typeof fileTexts.list.statuses;

/** What the list is asked for; lives in the page's address, so that it can be sent, bookmarked and gone back from. */
export type FileFilters = {
  q: string;
  sort: FileSort;
  kind: FileCategory | null;
  status: StatusFilter | null;
  isTrash: boolean;
};

type Narrowing = Pick<ListFilesInput, 'state' | 'review'>;

// The words of the page in the states of the records.
const statuses: Readonly<Record<StatusFilter, Narrowing>> = {
  checking: { state: ['uploaded', 'verifying'] },
  waiting: { state: ['available'], review: ['unreviewed'] },
  reviewing: { state: ['available'], review: ['in_review', 'awaiting_second'] },
  approved: { state: ['available'], review: ['approved'] },
  changes: { state: ['available'], review: ['changes_requested'] },
  declined: { state: ['available'], review: ['rejected'] },
  refused: { state: ['rejected', 'quarantined'] },
};

const maxSearchLength = 200;
const defaultSort: FileSort = '-createdAt';

function oneOf<Word extends string>(words: object, value: string | null): Word | null {
  return value !== null && Object.hasOwn(words, value) ? (value as Word) : null;
}

/** Reads an address; what it does not understand it leaves out. */
export function parseFilters(read: (name: string) => string | null): FileFilters {
  return {
    q: (read('q') ?? '').slice(0, maxSearchLength),
    sort: oneOf<FileSort>(fileTexts.list.sorts, read('sort')) ?? defaultSort,
    kind: oneOf<FileCategory>(fileStateTexts.kinds, read('kind')),
    status: oneOf<StatusFilter>(statuses, read('status')),
    isTrash: read('view') === 'trash',
  };
}

/** The address of a list, without what goes without saying; `''` for all files, newest first. */
export function formatFilters({ q, sort, kind, status, isTrash }: FileFilters): string {
  const query = new URLSearchParams();
  if (isTrash) query.set('view', 'trash');
  if (q !== '') query.set('q', q);
  if (kind !== null) query.set('kind', kind);
  if (status !== null && !isTrash) query.set('status', status);
  if (sort !== defaultSort) query.set('sort', sort);
  return query.toString();
}

/** The same as a question to the server. */
export function toListInput({
  q,
  sort,
  kind,
  status,
  isTrash,
}: FileFilters): Omit<ListFilesInput, 'cursor' | 'limit' | 'signal'> {
  return {
    q,
    sort,
    isTrash,
    ...(kind !== null && { category: [kind] }),
    ...(status !== null && !isTrash && statuses[status]),
  };
}

/** Whether something narrows the list, so that an empty one does not mean that there is nothing. */
export function isNarrowed({ q, kind, status }: FileFilters): boolean {
  return q !== '' || kind !== null || status !== null;
}
