import type { FileCategory, ReviewFile, ReviewListQuery, ReviewSort } from '@/entities/review';

export const queueTabs = [
  'open',
  'awaiting_second',
  'changes_requested',
  'approved',
  'rejected',
  'all',
] as const;
export type QueueTab = (typeof queueTabs)[number];

export const checkStates = ['any', 'ready', 'checking', 'held', 'refused'] as const;
export type CheckState = (typeof checkStates)[number];

export const assignees = ['any', 'mine', 'none'] as const;
export type Assignee = (typeof assignees)[number];

export const fileKinds = [
  'document',
  'spreadsheet',
  'presentation',
  'text',
  'image',
  'video',
  'audio',
  'archive',
  'other',
] as const satisfies readonly FileCategory[];

export const queueSorts = [
  'createdAt',
  '-createdAt',
  'name',
  '-name',
  '-size',
  'size',
] as const satisfies readonly ReviewSort[];

/** Which files the queue shows and in which order. The page's address holds all of it. */
export type QueueFilter = {
  tab: QueueTab;
  state: CheckState;
  kind: FileCategory | null;
  /** An owner's id. */
  owner: string | null;
  assignee: Assignee;
  q: string;
  sort: ReviewSort;
};

export const defaultFilter: QueueFilter = {
  tab: 'open',
  state: 'any',
  kind: null,
  owner: null,
  assignee: 'any',
  q: '',
  sort: 'createdAt',
};

const maxTextLength = 200;

function oneOf<Value extends string, Otherwise>(
  values: readonly Value[],
  given: string | null,
  otherwise: Otherwise,
): Value | Otherwise {
  return values.find((value) => value === given) ?? otherwise;
}

/** Text of an address without what no name contains and the API refuses: control characters, halves of surrogate pairs. */
function textOf(value: string | null): string {
  return (value ?? '')
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .slice(0, maxTextLength)
    .replace(/\p{Cs}/gu, '')
    .trim();
}

/** The filter that an address names; what it does not name, or names wrongly, is as in the plain queue. */
export function parseQueueFilter(query: { get(name: string): string | null }): QueueFilter {
  return {
    tab: oneOf(queueTabs, query.get('list'), defaultFilter.tab),
    state: oneOf(checkStates, query.get('state'), defaultFilter.state),
    kind: oneOf(fileKinds, query.get('kind'), null),
    owner: textOf(query.get('owner')) || null,
    assignee: oneOf(assignees, query.get('assignee'), defaultFilter.assignee),
    q: textOf(query.get('q')),
    sort: oneOf(queueSorts, query.get('sort'), defaultFilter.sort),
  };
}

/** The address of a filter, from its `?` on; empty for the plain queue. Equal filters have equal addresses. */
export function toSearch(filter: QueueFilter): string {
  const query = new URLSearchParams();
  if (filter.tab !== defaultFilter.tab) query.set('list', filter.tab);
  if (filter.state !== defaultFilter.state) query.set('state', filter.state);
  if (filter.kind !== null) query.set('kind', filter.kind);
  if (filter.owner !== null) query.set('owner', filter.owner);
  if (filter.assignee !== defaultFilter.assignee) query.set('assignee', filter.assignee);
  if (filter.q !== '') query.set('q', filter.q);
  if (filter.sort !== defaultFilter.sort) query.set('sort', filter.sort);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

const reviewsOf: Readonly<Record<QueueTab, string | undefined>> = {
  open: 'unreviewed,in_review',
  awaiting_second: 'awaiting_second',
  changes_requested: 'changes_requested',
  approved: 'approved',
  rejected: 'rejected',
  all: undefined,
};

const statesOf: Readonly<Record<CheckState, string | undefined>> = {
  any: undefined,
  ready: 'available',
  checking: 'uploaded,verifying',
  held: 'quarantined',
  refused: 'rejected',
};

/** What to ask the API for. */
export function toListQuery(filter: QueueFilter): ReviewListQuery {
  const review = reviewsOf[filter.tab];
  const state = statesOf[filter.state];
  return {
    sort: filter.sort,
    ...(review !== undefined && { review }),
    ...(state !== undefined && { state }),
    ...(filter.kind !== null && { category: filter.kind }),
    ...(filter.owner !== null && { owner: filter.owner }),
    ...(filter.assignee !== 'any' && { assignee: filter.assignee === 'mine' ? 'me' : 'none' }),
    ...(filter.q !== '' && { q: filter.q }),
  };
}

/** How many filters besides the list itself are set. */
export function countFilters({ state, kind, owner, assignee, q }: QueueFilter): number {
  return [state !== 'any', kind !== null, owner !== null, assignee !== 'any', q !== ''].filter(Boolean)
    .length;
}

/** Whether a file that just changed still belongs to the list, as far as its own facts say. */
export function isInQueue(
  { tab, state, assignee }: Pick<QueueFilter, 'tab' | 'state' | 'assignee'>,
  file: Pick<ReviewFile, 'review' | 'state' | 'claim'>,
  viewerId: string,
): boolean {
  const isAmong = (list: string | undefined, value: string) =>
    list === undefined || list.split(',').includes(value);
  const holder = file.claim?.by.id ?? null;
  return (
    isAmong(reviewsOf[tab], file.review) &&
    isAmong(statesOf[state], file.state) &&
    (assignee === 'any' || (assignee === 'mine' ? holder === viewerId : holder === null))
  );
}
