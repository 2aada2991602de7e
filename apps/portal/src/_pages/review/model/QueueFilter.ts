import type { FileCategory, ReviewFile, ReviewFlag, ReviewListQuery, ReviewSort } from '@/entities/review';

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
/** One of these, or one person. */
export type Assignee = (typeof assignees)[number] | `person:${string}`;

export const reviewFlags = ['wrong_total', 'encrypted', 'not_scanned', 'held'] as const satisfies readonly (
  | ReviewFlag
  | 'held'
)[];
/** What to look out for: a flag of the version, or that its file is under legal hold. */
export type FlagFilter = (typeof reviewFlags)[number];

export const dues = ['any', 'overdue'] as const;
export type DueFilter = (typeof dues)[number];

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
  'dueAt',
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
  /** A profile's name. */
  profile: string | null;
  flag: FlagFilter | null;
  due: DueFilter;
  /** Bytes. */
  minSize: number | null;
  maxSize: number | null;
  /** Days on which it arrived, both included, in UTC: the address means the same to everybody it is sent to. */
  from: string | null;
  to: string | null;
  q: string;
  sort: ReviewSort;
};

export const defaultFilter: QueueFilter = {
  tab: 'open',
  state: 'any',
  kind: null,
  owner: null,
  assignee: 'any',
  profile: null,
  flag: null,
  due: 'any',
  minSize: null,
  maxSize: null,
  from: null,
  to: null,
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

function assigneeOf(value: string | null): Assignee {
  const person = /^person:([\w.@-]{1,200})$/.exec(value ?? '')?.[1];
  return person === undefined ? oneOf(assignees, value, defaultFilter.assignee) : `person:${person}`;
}

function bytesOf(value: string | null): number | null {
  return /^\d{1,15}$/.test(value ?? '') ? Number(value) : null;
}

function dayOf(value: string | null): string | null {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value ?? '') && !Number.isNaN(Date.parse(`${value}T00:00:00Z`));
  return isDay ? value : null;
}

/** The filter that an address names; what it does not name, or names wrongly, is as in the plain queue. */
export function parseQueueFilter(query: { get(name: string): string | null }): QueueFilter {
  return {
    tab: oneOf(queueTabs, query.get('list'), defaultFilter.tab),
    state: oneOf(checkStates, query.get('state'), defaultFilter.state),
    kind: oneOf(fileKinds, query.get('kind'), null),
    owner: textOf(query.get('owner')) || null,
    assignee: assigneeOf(query.get('assignee')),
    profile: /^[a-zA-Z0-9_-]{1,64}$/.exec(query.get('profile') ?? '')?.[0] ?? null,
    flag: oneOf(reviewFlags, query.get('flag'), null),
    due: oneOf(dues, query.get('due'), defaultFilter.due),
    minSize: bytesOf(query.get('min')),
    maxSize: bytesOf(query.get('max')),
    from: dayOf(query.get('from')),
    to: dayOf(query.get('to')),
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
  if (filter.profile !== null) query.set('profile', filter.profile);
  if (filter.flag !== null) query.set('flag', filter.flag);
  if (filter.due !== defaultFilter.due) query.set('due', filter.due);
  if (filter.minSize !== null) query.set('min', String(filter.minSize));
  if (filter.maxSize !== null) query.set('max', String(filter.maxSize));
  if (filter.from !== null) query.set('from', filter.from);
  if (filter.to !== null) query.set('to', filter.to);
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

const apiAssignees = { mine: 'me', none: 'none' } as const;

function toApiAssignee(assignee: Assignee): string {
  return assignee === 'mine' || assignee === 'none'
    ? apiAssignees[assignee]
    : assignee.slice('person:'.length);
}

const dayMs = 24 * 60 * 60 * 1_000;

/** The instant at which a day is over. */
const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString();

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
    ...(filter.assignee !== 'any' && { assignee: toApiAssignee(filter.assignee) }),
    ...(filter.profile !== null && { profile: filter.profile }),
    ...(filter.flag !== null && (filter.flag === 'held' ? { held: 'true' } : { flag: filter.flag })),
    ...(filter.due !== 'any' && { due: filter.due }),
    ...(filter.minSize !== null && { minSize: String(filter.minSize) }),
    ...(filter.maxSize !== null && { maxSize: String(filter.maxSize) }),
    ...(filter.from !== null && { from: `${filter.from}T00:00:00Z` }),
    ...(filter.to !== null && { to: dayAfter(filter.to) }),
    ...(filter.q !== '' && { q: filter.q }),
  };
}

/** How many of the filters are set that have no room beside the others. */
export function countMoreFilters({
  assignee,
  profile,
  flag,
  due,
  minSize,
  maxSize,
  from,
  to,
}: QueueFilter): number {
  const hasSize = minSize !== null || maxSize !== null;
  const hasTime = from !== null || to !== null;
  const isHeldByOne = assignee.startsWith('person:');
  return [isHeldByOne, profile !== null, flag !== null, due !== 'any', hasSize, hasTime].filter(Boolean)
    .length;
}

/** How many filters besides the list itself are set. */
export function countFilters(filter: QueueFilter): number {
  const { state, kind, owner, assignee, q } = filter;
  const isAssigneeBeside = assignee === 'mine' || assignee === 'none';
  const beside = [state !== 'any', kind !== null, owner !== null, isAssigneeBeside, q !== ''];
  return beside.filter(Boolean).length + countMoreFilters(filter);
}

function holderWanted(assignee: Assignee, viewerId: string): string | null {
  if (assignee === 'mine') return viewerId;
  return assignee === 'none' ? null : assignee.slice('person:'.length);
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
    (assignee === 'any' || holder === holderWanted(assignee, viewerId))
  );
}
