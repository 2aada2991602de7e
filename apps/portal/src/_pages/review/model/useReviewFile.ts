'use client';

import { useCallback, useEffect, useReducer, useRef } from 'react';
import { type ReviewDetail, readReviewFile } from '@/entities/review';
import { useLiveChanges } from '@/shared/live';
import { describeActionProblem, isOutdated } from './describeActionProblem';
import { useReviewMemory } from './ReviewMemory';

export type FileAction =
  | 'claim'
  | 'release'
  | 'take-over'
  | 'assign'
  | 'reopen'
  | 'decide'
  | 'comment'
  | 'original';

export type FileState = {
  detail: ReviewDetail;
  /** What is on its way; one thing at a time. */
  busy: FileAction | null;
  /** Why the last action was not taken, and which it was. */
  problem: { action: FileAction; text: string } | null;
};

export type FileChange =
  | { type: 'began'; action: FileAction }
  | { type: 'succeeded'; detail: ReviewDetail | null }
  | { type: 'failed'; action: FileAction; error: unknown }
  | { type: 'reloaded'; detail: ReviewDetail }
  | { type: 'dismissed' };

export function reduceFile(state: FileState, change: FileChange): FileState {
  switch (change.type) {
    case 'began':
      return { ...state, busy: change.action, problem: null };
    case 'succeeded':
      return { detail: change.detail ?? state.detail, busy: null, problem: null };
    case 'failed':
      return {
        ...state,
        busy: null,
        problem: { action: change.action, text: describeActionProblem(change.error) },
      };
    case 'reloaded':
      // The problem stays: it says why the facts are others now.
      return { ...state, detail: change.detail };
    case 'dismissed':
      return { ...state, problem: null };
  }
}

/** So long after the page was opened or acted on, what its reviewer did is taken for that. In milliseconds. */
const echoMs = 3_000;

/**
 * One file and what is done to it. When an action is refused because the file is not what the page shows any more, its facts are
 * read again; what somebody typed is kept elsewhere and stays.
 */
export function useReviewFile(initial: ReviewDetail, viewerId: string) {
  const { queue } = useReviewMemory();
  const [state, dispatch] = useReducer(reduceFile, { detail: initial, busy: null, problem: null });
  const { id } = initial;

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
        if (isOutdated(error)) {
          const detail = await readReviewFile(id).catch(() => null);
          if (detail !== null) {
            dispatch({ type: 'reloaded', detail });
            queue.change(detail, viewerId);
          }
        }
        return false;
      }
    },
    [id, queue, viewerId],
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
        dispatch({ type: 'reloaded', detail });
        queue.change(detail, viewerId);
      },
      // Quiet: what is shown stays, and an action that does not fit any more says why.
      () => {},
    );
  });

  const dismiss = useCallback(() => dispatch({ type: 'dismissed' }), []);
  return { state, run, dismiss };
}
