import type { FilePage, FileSummary } from '@/entities/file';
import { ApiError } from '@/shared/api';
import { fileTexts } from '@/shared/texts';

export type FileListState = {
  files: readonly FileSummary[];
  nextCursor: string | null;
  /** The question that `files` answer, as `formatFilters` writes it. */
  question: string;
  /** `searching`: another question was asked; what is shown still answers the one before. */
  status: 'ready' | 'searching' | 'loading-more';
  /** What went wrong last, in words for the user; `null` after the next success. */
  problem: string | null;
  /** There are files that belong into what is loaded, but where is not known without loading it anew. */
  hasNews: boolean;
};

export type FileListAction =
  | { type: 'began'; status: 'searching' | 'loading-more'; question: string }
  | { type: 'replaced'; question: string; page: FilePage }
  | { type: 'extended'; question: string; page: FilePage }
  | { type: 'refreshed'; question: string; page: FilePage; isNewestFirst: boolean }
  | { type: 'patched'; files: readonly FileSummary[] }
  | { type: 'removed'; ids: readonly string[] }
  | { type: 'failed'; error: unknown; isQuiet: boolean };

function patch(files: readonly FileSummary[], changed: readonly FileSummary[]): readonly FileSummary[] {
  const byId = new Map(changed.map((file) => [file.id, file]));
  return files.map((file) => byId.get(file.id) ?? file);
}

function mergeFirstPage(state: FileListState, page: FilePage, isNewestFirst: boolean): FileListState {
  const known = new Set(state.files.map((file) => file.id));
  const fresh = new Set(page.files.map((file) => file.id));
  const last = page.files.at(-1);
  const hasAll = page.nextCursor === null || page.files.length >= state.files.length;
  if (hasAll || last === undefined) return { ...state, ...page, problem: null, hasNews: false };
  if (!isNewestFirst) {
    const hasNews = state.hasNews || page.files.some(({ id }) => !known.has(id));
    return { ...state, files: patch(state.files, page.files), hasNews, problem: null };
  }
  // The newest page replaces the head of the list, and what was loaded beyond it stays where it is; but only when the two
  // meet, else there would be a hole between them that nobody could fill.
  const meets = page.files.some((file) => known.has(file.id));
  const rest = meets
    ? state.files.filter((file) => !fresh.has(file.id) && file.createdAt <= last.createdAt)
    : [];
  return {
    ...state,
    files: [...page.files, ...rest],
    nextCursor: rest.length > 0 ? state.nextCursor : page.nextCursor,
    problem: null,
  };
}

/** The list of one's files as pages, changes and problems come in. Answers to an earlier question change nothing. */
export function reduceFileList(state: FileListState, action: FileListAction): FileListState {
  if ('question' in action && action.type !== 'began' && action.question !== state.question) return state;
  switch (action.type) {
    case 'began':
      return { ...state, status: action.status, question: action.question, problem: null };
    case 'replaced':
      return { ...state, ...action.page, status: 'ready', problem: null, hasNews: false };
    case 'extended': {
      // A file that moved between two pages is shown once.
      const known = new Set(state.files.map((file) => file.id));
      const added = action.page.files.filter((file) => !known.has(file.id));
      return {
        ...state,
        files: [...state.files, ...added],
        nextCursor: action.page.nextCursor,
        status: 'ready',
        problem: null,
      };
    }
    case 'refreshed':
      return mergeFirstPage(state, action.page, action.isNewestFirst);
    case 'patched':
      return { ...state, files: patch(state.files, action.files) };
    case 'removed': {
      const gone = new Set(action.ids);
      return { ...state, files: state.files.filter((file) => !gone.has(file.id)) };
    }
    case 'failed': {
      const problem = action.error instanceof ApiError ? action.error.message : fileTexts.problems.list;
      return { ...state, status: 'ready', problem: action.isQuiet ? state.problem : problem };
    }
  }
}
