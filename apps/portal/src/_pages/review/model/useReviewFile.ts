'use client';

import { useCallback, useEffect, useReducer, useRef } from 'react';
import { type ReviewDetail, readReviewFile } from '@/entities/review';
import { useLiveChanges } from '@/shared/live';
import { describeActionProblem, isOutdated } from './describeActionProblem';
import { isOpen } from './describeReview';
import { useReviewMemory } from './ReviewMemory';
import { useClaimKeeper } from './useClaimKeeper';

export type FileAction =
  | 'claim'
  | 'release'
  | 'take-over'
  | 'assign'
  | 'reopen'
  | 'hold'
  | 'lift'
  | 'decide'
  | 'comment'
  | 'original';

export type FileState = {
  detail: ReviewDetail;
  /** What is on its way; one thing at a time. */
  busy: FileAction | null;
  /** Why the last action was not taken, and which it was. */
  problem: { action: FileAction; text: string } | null;
  /** What the file became while it was looked at, where a decision would be about something else than what is shown. */
  newer: ReviewDetail | null;
  /** Whether the viewer held it, and does not any more without having given it back. */
  isClaimLost: boolean;
};

export type FileChange =
  | { type: 'began'; action: FileAction }
  | { type: 'succeeded'; detail: ReviewDetail | null }
  | { type: 'failed'; action: FileAction; error: unknown }
  | { type: 'reloaded'; detail: ReviewDetail }
  /** Others did something to it; nobody here asked. */
  | { type: 'heard'; detail: ReviewDetail }
  /** The claim lasts longer; nothing else was looked at. */
  | { type: 'renewed'; until: string }
  | { type: 'dismissed' };

export function reduceFile(state: FileState, change: FileChange, viewerId: string): FileState {
  switch (change.type) {
    case 'began':
      return { ...state, busy: change.action, problem: null };
    case 'succeeded':
      return {
        detail: change.detail ?? state.detail,
        busy: null,
        problem: null,
        newer: null,
        isClaimLost: false,
      };
    case 'failed':
      return {
        ...state,
        busy: null,
        problem: { action: change.action, text: describeActionProblem(change.error) },
      };
    case 'reloaded':
      // The problem stays: it says why the facts are others now.
      return follow(state, change.detail, viewerId);
    case 'heard':
      return isOtherDecision(state.detail, change.detail)
        ? { ...state, newer: change.detail }
        : follow(state, change.detail, viewerId);
    case 'renewed': {
      const { claim } = state.detail;
      return claim?.by.id === viewerId
        ? { ...state, detail: { ...state.detail, claim: { ...claim, until: change.until } } }
        : state;
    }
    case 'dismissed':
      return { ...state, problem: null };
  }
}

/** The file as it is now, and whether that is without a claim that its viewer had. */
function follow(state: FileState, detail: ReviewDetail, viewerId: string): FileState {
  const isMine = (file: ReviewDetail) => file.claim?.by.id === viewerId;
  const isClaimLost = (state.isClaimLost || isMine(state.detail)) && !isMine(detail) && isOpen(detail);
  return { ...state, detail, newer: null, isClaimLost };
}

/**
 * Whether a decision would be about another version, or be the last word instead of the first. Such a file never takes the place of
 * what somebody looks at by itself: the click that was on its way would count for what they have not seen.
 */
function isOtherDecision(shown: ReviewDetail, now: ReviewDetail): boolean {
  const isSecond = (detail: ReviewDetail) => detail.review === 'awaiting_second';
  return shown.version !== now.version || isSecond(shown) !== isSecond(now);
}

/** So long after the page was opened or acted on, what its reviewer did is taken for that. In milliseconds. */
const echoMs = 3_000;

/**
 * One file and what is done to it. When an action is refused because the file is not what the page shows any more, its facts are
 * read again; what somebody typed is kept elsewhere and stays.
 */
export function useReviewFile(initial: ReviewDetail, viewerId: string) {
  const { queue } = useReviewMemory();
  const reduce = useCallback(
    (state: FileState, change: FileChange) => reduceFile(state, change, viewerId),
    [viewerId],
  );
  const [state, dispatch] = useReducer(reduce, {
    detail: initial,
    busy: null,
    problem: null,
    newer: null,
    isClaimLost: false,
  });
  const { id } = initial;

  const reload = useCallback(async (): Promise<void> => {
    const detail = await readReviewFile(id).catch(() => null);
    if (detail === null) return;
    dispatch({ type: 'reloaded', detail });
    queue.change(detail, viewerId);
  }, [id, queue, viewerId]);

  /** Resolves to whether it was taken. */
  const run = useCallback(
    async (action: FileAction, call: () => Promise<ReviewDetail | null>): Promise<boolean> => {
      dispatch({ type: 'began', action });
      try {
        const detail = await call();
        dispatch({ type: 'succeeded', detail });
        if (detail !== null) queue.change(detail, viewerId);
        return true;
      } catch (error) {
        dispatch({ type: 'failed', action, error });
        if (isOutdated(error)) await reload();
        return false;
      }
    },
    [queue, viewerId, reload],
  );

  const { busy } = state;
  const actedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (busy !== null) return;
    actedAt.current = performance.now();
  }, [busy]);

  useLiveChanges(['file', 'review'], async (news) => {
    if (busy !== null) return;
    // What was done on this page came with its answer; to look again would be one more look in the audit trail.
    const isEcho = performance.now() - actedAt.current < echoMs;
    const isNews = news === null ? !isEcho : (isEcho ? news.others : news.ids).has(id);
    if (!isNews) return;
    await readReviewFile(id).then(
      (detail) => {
        dispatch({ type: 'heard', detail });
        queue.change(detail, viewerId);
      },
      // Quiet: what is shown stays, and an action that does not fit any more says why.
      () => {},
    );
  });

  useClaimKeeper({
    fileId: id,
    isMine: state.detail.claim?.by.id === viewerId && isOpen(state.detail),
    onRenewed(until) {
      // The news of it comes back to this page as well.
      actedAt.current = performance.now();
      dispatch({ type: 'renewed', until });
    },
    onEnded: () => void reload(),
  });

  const dismiss = useCallback(() => dispatch({ type: 'dismissed' }), []);
  const { newer } = state;
  const showNewer = useCallback(() => {
    if (newer !== null) dispatch({ type: 'reloaded', detail: newer });
  }, [newer]);
  return { state, run, dismiss, showNewer };
}
