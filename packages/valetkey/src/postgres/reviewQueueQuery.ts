import {
  isDecided,
  type ReviewState,
  reviewStates,
  type StorageState,
  ValetKeyError,
} from '../protocol/index.ts';
import type { CataloguePosition } from './catalogueCursor.ts';
import { fileCategories } from './catalogueFile.ts';
import type { ReviewScope } from './reviewScope.ts';

/** The orders of the queue; a minus means descending. Each is an index behind the review state (migration 0031). */
export const queueSorts = {
  createdAt: { column: 'f.created_at', type: 'timestamptz', direction: 'asc', comparison: '>' },
  '-createdAt': { column: 'f.created_at', type: 'timestamptz', direction: 'desc', comparison: '<' },
  name: { column: '(lower(f.name) collate "C")', type: 'text', direction: 'asc', comparison: '>' },
  '-name': { column: '(lower(f.name) collate "C")', type: 'text', direction: 'desc', comparison: '<' },
  size: { column: 'coalesce(f.size, 0)', type: 'bigint', direction: 'asc', comparison: '>' },
  // What has no target comes last.
  dueAt: { column: 'f.review_due_at', type: 'timestamptz', direction: 'asc', comparison: '>' },
  '-size': { column: 'coalesce(f.size, 0)', type: 'bigint', direction: 'desc', comparison: '<' },
} as const;

export type ReviewSort = keyof typeof queueSorts;

export const reviewSorts = Object.keys(queueSorts) as readonly ReviewSort[];

/** The storage states of documents in the queue; one that did not pass its check is found by asking for `rejected`. */
const queueStates = ['uploaded', 'verifying', 'available', 'quarantined'] as const;
const knownStates: readonly StorageState[] = [...queueStates, 'rejected'];
/** Spelled as in the indexes, so that the planner knows them by it. */
export const isInQueue = `f.state in (${queueStates.map((state) => `'${state}'`).join(', ')})`;

/** What a document may be flagged with; `valetkey.file.flags` has the current version's. */
export const reviewFlags = ['wrong_total', 'encrypted', 'not_scanned'] as const;

export type ReviewFlag = (typeof reviewFlags)[number];

export type ReviewQueueQuery = {
  /** What the asking reviewer sees. @default everything */
  scope?: ReviewScope | null;
  /** Storage states, separated by commas. @default all but `rejected` */
  state?: string | null;
  /** Review states, separated by commas. @default all */
  review?: string | null;
  /** An owner's id. */
  owner?: string | null;
  /** Categories, separated by commas. @default all */
  category?: string | null;
  /**
   * Whether their profile has them reviewed: `true`, `false`, or `any`.
   *
   * @default 'true', and 'any' of what one person holds
   */
  required?: string | null;
  /** Profiles, separated by commas. @default all */
  profile?: string | null;
  /** Flags of which it has at least one, separated by commas. @default flagged or not */
  flag?: string | null;
  /** `true`: what has to be kept for legal reasons. @default kept or not */
  held?: string | null;
  /** `overdue`: what is not decided yet and should be. @default due or not */
  due?: string | null;
  /** Bytes, from and to, both included. */
  minSize?: string | null;
  maxSize?: string | null;
  /** When it arrived: ISO 8601, from the first instant on and before the second. */
  from?: string | null;
  to?: string | null;
  /**
   * Words, in any case, at most 200 characters: each a part of the name, a word of what was read out of the file, or whoever
   * `findPeople` says that it means.
   */
  q?: string | null;
  /** Who holds it: an id, or `none`. */
  assignee?: string | null;
  /** @default 'createdAt', the oldest first */
  sort?: string | null;
  /** `nextCursor` of the page before. */
  cursor?: string | null;
  /** Files in one page, 1 to 100. @default 50 */
  limit?: number;
};

const openReviews = reviewStates.filter((review) => !isDecided(review));

const maxLimit = 100;
const defaultLimit = 50;
const maxSearchLength = 200;
const maxIdLength = 200;
const maxProfiles = 50;
const profileName = /^[a-zA-Z0-9_-]{1,64}$/;

function isSort(sort: string): sort is ReviewSort {
  return Object.hasOwn(queueSorts, sort);
}

/** What is wanted of a closed list; in the list's order, so that the same wish always makes the same statement. */
function readChoice<Value extends string>(
  text: string | null | undefined,
  name: string,
  known: readonly Value[],
): readonly Value[] | null {
  if (text === null || text === undefined || text === '') return null;
  const wanted = new Set(text.split(','));
  const found = known.filter((value) => wanted.has(value));
  if (found.length !== wanted.size)
    throw new ValetKeyError('INVALID_QUERY', `${name} must be of ${known.join(', ')}, separated by commas.`);
  return found;
}

/** Free text; without what PostgreSQL cannot even compare. */
function readText(text: string | null | undefined, name: string, maxLength: number): string {
  const value = text ?? '';
  if (value.length > maxLength || /\p{Cc}|\p{Cs}/u.test(value))
    throw new ValetKeyError('INVALID_QUERY', `${name} must be text of at most ${maxLength} characters.`);
  return value;
}

function readSize(text: string | null | undefined, name: string): number | null {
  if (text === null || text === undefined || text === '') return null;
  const size = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(size))
    throw new ValetKeyError('INVALID_QUERY', `${name} must be a whole number of bytes.`);
  return size;
}

const isoInstant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

function readInstant(text: string | null | undefined, name: string): Date | null {
  if (text === null || text === undefined || text === '') return null;
  const instant = new Date(isoInstant.test(text) ? text : Number.NaN);
  if (Number.isNaN(instant.getTime()))
    throw new ValetKeyError('INVALID_QUERY', `${name} must be a date, or a time with its zone, in ISO 8601.`);
  return instant;
}

function readProfiles(text: string | null | undefined): readonly string[] | null {
  if (text === null || text === undefined || text === '') return null;
  const names = [...new Set(text.split(','))].sort();
  if (names.length > maxProfiles || names.some((name) => !profileName.test(name)))
    throw new ValetKeyError('INVALID_QUERY', 'profile must be names of profiles, separated by commas.');
  return names;
}

const isPerson = (assignee: string | null | undefined) =>
  assignee !== null && assignee !== undefined && assignee !== '' && assignee !== 'none';

/** The values of `is_review_required` that are wanted. */
function readRequired({ required, assignee }: ReviewQueueQuery): readonly boolean[] {
  switch (required ?? (isPerson(assignee) ? 'any' : 'true')) {
    case 'true':
      return [true];
    case 'false':
      return [false];
    case 'any':
      return [true, false];
    default:
      throw new ValetKeyError('INVALID_QUERY', 'required must be true, false or any.');
  }
}

export function readQueueQuery(query: ReviewQueueQuery) {
  const limit = query.limit ?? defaultLimit;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit)
    throw new ValetKeyError('INVALID_QUERY', `limit must be a whole number from 1 to ${maxLimit}.`);
  const sort = query.sort ?? 'createdAt';
  if (!isSort(sort))
    throw new ValetKeyError('INVALID_QUERY', `sort must be one of ${reviewSorts.join(', ')}.`);
  const isOverdue = readChoice(query.due, 'due', ['overdue']) !== null;
  const reviews = readChoice<ReviewState>(query.review, 'review', reviewStates);
  return {
    limit,
    sort,
    isOverdue,
    isLegallyHeld: readChoice(query.held, 'held', ['true']) !== null,
    states: readChoice(query.state, 'state', knownStates),
    reviews: isOverdue ? (reviews ?? openReviews) : reviews,
    required: readRequired(query),
    categories: readChoice(query.category, 'category', fileCategories),
    owner: readText(query.owner, 'owner', maxIdLength),
    assignee: readText(query.assignee, 'assignee', maxIdLength),
    profiles: readProfiles(query.profile),
    flags: readChoice<ReviewFlag>(query.flag, 'flag', reviewFlags),
    minSize: readSize(query.minSize, 'minSize'),
    maxSize: readSize(query.maxSize, 'maxSize'),
    from: readInstant(query.from, 'from'),
    to: readInstant(query.to, 'to'),
    q: readText(query.q, 'q', maxSearchLength).trim(),
  };
}

type Wanted = ReturnType<typeof readQueueQuery>;

type AddParameter = (value: unknown) => string;

/** The first parameter of every statement of the queue is the time. */
const isPastDue = 'f.review_due_at < $1';

/** What makes the wanted files few enough to begin with them: what one person holds, what is kept for legal reasons. */
export function queueFew({ assignee, isLegallyHeld }: Wanted, parameter: AddParameter): string[] {
  const held = isLegallyHeld ? ['f.is_legally_held'] : [];
  if (!isPerson(assignee)) return held;
  return [
    ...held,
    `f.id = any(array(select h.file_id from valetkey.review_claim h
       where h.by_id = ${parameter(assignee)} and h.until > $1))`,
  ];
}

/** What a column is held to, from below and from above. */
type Range = { from: () => string[]; to: () => string[] };

function rangesOf(
  { minSize, maxSize, from, to, isOverdue }: Wanted,
  parameter: AddParameter,
): { size: Range; createdAt: Range; dueAt: Range } {
  const size = 'coalesce(f.size, 0)';
  return {
    size: {
      from: () => (minSize === null ? [] : [`${size} >= ${parameter(minSize)}::bigint`]),
      to: () => (maxSize === null ? [] : [`${size} <= ${parameter(maxSize)}::bigint`]),
    },
    createdAt: {
      from: () => (from === null ? [] : [`f.created_at >= ${parameter(from)}::timestamptz`]),
      to: () => (to === null ? [] : [`f.created_at < ${parameter(to)}::timestamptz`]),
    },
    dueAt: { from: () => [], to: () => (isOverdue ? [isPastDue] : []) },
  };
}

/** Where a page begins and ends, when that is known: two places inside the range of what is wanted. */
export type QueuePlaces = { after: CataloguePosition | null; upTo: CataloguePosition | null };

/**
 * What an index begins at: an owner's files, and the part of the order that is looked at. Each end is said once: of two conditions on one
 * end of one column an index may begin, or stop, at the wider.
 */
export function queueBounds(wanted: Wanted, { after, upTo }: QueuePlaces, parameter: AddParameter): string[] {
  const { column, type, direction, comparison } = queueSorts[wanted.sort];
  const place = ({ sortValue, id }: CataloguePosition) =>
    `(${parameter(sortValue)}::${type}, ${parameter(id)})`;
  const isAscending = direction === 'asc';
  const known = wanted.sort.replace('-', '');
  const range = isRanged(known) ? rangesOf(wanted, parameter)[known] : null;
  const [start, end] = isAscending ? [range?.from, range?.to] : [range?.to, range?.from];
  return [
    ...(wanted.owner === '' ? [] : [`f.owner_id = ${parameter(wanted.owner)}`]),
    ...(after === null ? (start?.() ?? []) : [`(${column}, f.id) ${comparison} ${place(after)}`]),
    ...(upTo === null ? (end?.() ?? []) : [`(${column}, f.id) ${isAscending ? '<=' : '>='} ${place(upTo)}`]),
  ];
}

function isRanged(sort: string): sort is 'size' | 'createdAt' | 'dueAt' {
  return sort === 'size' || sort === 'createdAt' || sort === 'dueAt';
}

/** What every file on the way is held to. */
export function queueFilters(wanted: Wanted, parameter: AddParameter): string[] {
  const { profiles, flags } = wanted;
  const ordered = wanted.sort.replace('-', '');
  const beside = Object.entries(rangesOf(wanted, parameter)).filter(([column]) => column !== ordered);
  return [
    ...beside.flatMap(([, { from, to }]) => [...from(), ...to()]),
    ...(wanted.isOverdue && wanted.reviews?.some(isDecided) ? [isOneOf('f.review', openReviews)] : []),
    ...(profiles === null ? [] : [`f.profile = any(${parameter(profiles)}::text[])`]),
    ...(flags === null ? [] : [`f.flags && ${parameter(flags)}::text[]`]),
    ...(wanted.assignee === 'none'
      ? ['not exists (select from valetkey.review_claim h where h.file_id = f.id and h.until > $1)']
      : []),
  ];
}

/** Whether what is wanted is so little that all of it can be looked at: what one person holds, what is kept for legal reasons, what a search found. */
export function isFew(wanted: Wanted): boolean {
  return wanted.q !== '' || isPerson(wanted.assignee) || wanted.isLegallyHeld;
}

const isOneOf = (column: string, values: readonly string[]) =>
  `${column} in (${values.map((value) => `'${value}'`).join(', ')})`;

/**
 * The conditions of each branch of a page. An index serves one order of one review state (and category): a page that wants
 * several is read from as many ends and merged, which is a limit's worth of rows each. An owner's files, a reviewer's claims and what a
 * search found are few enough to need no such thing.
 */
export function queueBranches(wanted: Wanted): string[] {
  const states = wanted.states ?? queueStates;
  const filters = [
    ...(wanted.reviews === null ? [] : [isOneOf('f.review', wanted.reviews)]),
    ...(wanted.categories === null ? [] : [isOneOf('f.category', wanted.categories)]),
  ];
  const isRequired = (required: boolean) => `${required ? '' : 'not '}f.is_review_required`;
  const [onlyRequired = true, ...more] = wanted.required;
  if (more.length === 0) filters.push(isRequired(onlyRequired));
  const isSmall = wanted.owner !== '' || isFew(wanted);
  // Said of an owner's files as their own lists say it, so that they are found by the same indexes.
  if (isSmall) return [["f.place = 'files'", isOneOf('f.state', states), ...filters].join(' and ')];
  // Few documents are in a state that passes, and those that were refused have an index of their own.
  const others = states.filter((state) => state === 'rejected' || !states.includes('available'));
  const inState = others.map((state) => [`f.state = '${state}'`, ...filters].join(' and '));
  if (!states.includes('available')) return inState;
  const inQueue = (wanted.reviews ?? reviewStates).flatMap((review) =>
    wanted.required.flatMap((required) =>
      (wanted.categories ?? [null]).map((category) =>
        [
          isInQueue,
          isRequired(required),
          `f.review = '${review}'`,
          ...(category === null ? [] : [`f.category = '${category}'`]),
          ...(wanted.states === null ? [] : [isOneOf('f.state', wanted.states)]),
        ].join(' and '),
      ),
    ),
  );
  return [...inQueue, ...inState];
}
