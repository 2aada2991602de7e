import type { ReviewFile, ReviewPage } from '@/entities/review';

/** A stretch of the list that came in one answer: asking with its cursor again gives that stretch as it is now. */
type LoadedPage = { cursor: string | undefined; ids: readonly string[] };

export type QueueState = {
  files: readonly ReviewFile[];
  pages: readonly LoadedPage[];
  nextCursor: string | null;
  /** Only the newest of what matches the search was looked at. */
  isSearchCapped: boolean;
  status: 'ready' | 'replacing' | 'extending';
  /** What failed last; `null` after the next success. */
  problem: 'replace' | 'extend' | null;
  /** Files that left this list after it was loaded. They stay where they are, marked, so that no row jumps. */
  gone: ReadonlySet<string>;
  /** The newest files of this filter at the first look, to tell arrivals from what was there; `null` before it. */
  newest: { ids: ReadonlySet<string>; since: string } | null;
  /** Files that arrived since the list was loaded and are not in it. */
  arrivals: readonly ReviewFile[];
  /** The row the keyboard is on. */
  activeId: string | null;
};

export type QueueAction =
  | { type: 'began'; status: 'replacing' | 'extending' }
  | { type: 'replaced'; page: ReviewPage }
  | { type: 'extended'; cursor: string; page: ReviewPage }
  | { type: 'failed' }
  | { type: 'looked'; cursor: string | undefined; page: ReviewPage }
  | { type: 'sawNewest'; page: ReviewPage }
  | { type: 'changed'; file: ReviewFile; isInList: boolean }
  | { type: 'tookArrivals' }
  | { type: 'activated'; id: string | null };

export function startQueue(page: ReviewPage): QueueState {
  return {
    files: page.files,
    pages: [{ cursor: undefined, ids: page.files.map(({ id }) => id) }],
    nextCursor: page.nextCursor,
    isSearchCapped: page.isSearchCapped ?? false,
    status: 'ready',
    problem: null,
    gone: new Set(),
    newest: null,
    arrivals: [],
    activeId: null,
  };
}

export const emptyQueue: QueueState = {
  ...startQueue({ files: [], nextCursor: null }),
  pages: [],
  status: 'replacing',
};

const idsOf = (files: readonly ReviewFile[]) => new Set(files.map(({ id }) => id));

function patch(files: readonly ReviewFile[], changed: readonly ReviewFile[]): readonly ReviewFile[] {
  const byId = new Map(changed.map((file) => [file.id, file]));
  return files.map((file) => byId.get(file.id) ?? file);
}

/** What of a stretch is no longer there, by its answer now. */
function missingOf(stretch: readonly string[], { files, nextCursor }: ReviewPage): string[] {
  const now = idsOf(files);
  // New rows may have pushed the end of the stretch out of the answer: nothing is known about what comes after the last one
  // that both have, unless the answer is the end of the list.
  const last = nextCursor === null ? stretch.length : stretch.findLastIndex((id) => now.has(id));
  return stretch.slice(0, Math.max(0, last)).filter((id) => !now.has(id));
}

function withNewest(state: QueueState, { files }: ReviewPage): QueueState {
  if (state.newest === null) {
    const since = files.at(-1)?.createdAt ?? '';
    return { ...state, newest: { ids: idsOf(files), since } };
  }
  const { ids, since } = state.newest;
  const listed = idsOf(state.files);
  const arrivals = files.filter(({ id, createdAt }) => !ids.has(id) && !listed.has(id) && createdAt >= since);
  return { ...state, arrivals };
}

export function reduceQueue(state: QueueState, action: QueueAction): QueueState {
  switch (action.type) {
    case 'began':
      return { ...state, status: action.status };
    case 'replaced':
      return { ...startQueue(action.page), activeId: state.activeId };
    case 'extended': {
      if (state.nextCursor !== action.cursor) return state;
      const known = idsOf(state.files);
      const added = action.page.files.filter(({ id }) => !known.has(id));
      return {
        ...state,
        files: [...state.files, ...added],
        pages: [...state.pages, { cursor: action.cursor, ids: added.map(({ id }) => id) }],
        nextCursor: action.page.nextCursor,
        status: 'ready',
        problem: null,
        arrivals: state.arrivals.filter(({ id }) => !added.some((file) => file.id === id)),
      };
    }
    case 'failed':
      return {
        ...state,
        status: 'ready',
        problem: state.status === 'extending' ? 'extend' : 'replace',
      };
    case 'looked': {
      const stretch = state.pages.find(({ cursor }) => cursor === action.cursor);
      if (stretch === undefined) return state;
      const gone = new Set(state.gone);
      for (const id of missingOf(stretch.ids, action.page)) gone.add(id);
      for (const { id } of action.page.files) gone.delete(id);
      return { ...state, files: patch(state.files, action.page.files), gone };
    }
    case 'sawNewest':
      return withNewest(state, action.page);
    case 'changed': {
      const gone = new Set(state.gone);
      if (action.isInList) gone.delete(action.file.id);
      else if (state.files.some(({ id }) => id === action.file.id)) gone.add(action.file.id);
      return { ...state, files: patch(state.files, [action.file]), gone };
    }
    case 'tookArrivals': {
      // Only for a list that is loaded to its end and ordered by arrival: there they belong, and no row moves.
      const last = state.pages.at(-1);
      const added = [...state.arrivals].sort((a, b) => a.createdAt.localeCompare(b.createdAt));
      const ids = [...(last?.ids ?? []), ...added.map(({ id }) => id)];
      return {
        ...state,
        files: [...state.files, ...added],
        pages: [...state.pages.slice(0, -1), { cursor: last?.cursor, ids }],
        arrivals: [],
      };
    }
    case 'activated':
      return state.activeId === action.id ? state : { ...state, activeId: action.id };
  }
}

/** The cursor of the stretch that holds the row at `index`. */
export function cursorAt({ pages }: QueueState, index: number): string | undefined {
  let end = 0;
  for (const { cursor, ids } of pages) {
    end += ids.length;
    if (index < end) return cursor;
  }
  return pages.at(-1)?.cursor;
}

/** The file before and the file after one in the list, without those that left it. */
export function neighboursOf(
  { files, gone }: Pick<QueueState, 'files' | 'gone'>,
  id: string,
): { previous: ReviewFile | null; next: ReviewFile | null; isListed: boolean } {
  const index = files.findIndex((file) => file.id === id);
  const isThere = (file: ReviewFile) => !gone.has(file.id);
  if (index < 0) return { previous: null, next: files.find(isThere) ?? null, isListed: false };
  return {
    previous: files.slice(0, index).findLast(isThere) ?? null,
    next: files.slice(index + 1).find(isThere) ?? null,
    isListed: true,
  };
}

/**
 * The file to go on with after a decision: the next one that this reviewer may decide about and nobody else works on, from
 * the present place to the end, then from the start.
 */
export function nextToReview(
  { files, gone }: Pick<QueueState, 'files' | 'gone'>,
  id: string,
  { viewerId, now }: { viewerId: string; now: number },
): ReviewFile | null {
  const index = files.findIndex((file) => file.id === id);
  const isForMe = (file: ReviewFile) =>
    file.id !== id &&
    !gone.has(file.id) &&
    file.state === 'available' &&
    file.owner.id !== viewerId &&
    (file.claim === null || file.claim.by.id === viewerId || Date.parse(file.claim.until) <= now);
  return files.slice(index + 1).find(isForMe) ?? files.slice(0, Math.max(0, index)).find(isForMe) ?? null;
}
