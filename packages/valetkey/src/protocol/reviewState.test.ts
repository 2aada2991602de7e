import { describe, expect, it } from 'vitest';
import {
  canReviewBecome,
  isDecided,
  type ReviewState,
  reviewDecisions,
  reviewStates,
  reviewTransitions,
} from './reviewState.ts';

describe('the review state table', () => {
  it('names only states that it has', () => {
    for (const to of Object.values(reviewTransitions).flat()) expect(reviewStates).toContain(to);
  });

  it('reaches every state from unreviewed', () => {
    const seen = new Set<ReviewState>(['unreviewed']);
    for (const state of seen) for (const next of reviewTransitions[state]) seen.add(next);
    expect([...seen].sort()).toEqual([...reviewStates].sort());
  });

  it('decides only about what somebody has taken', () => {
    for (const decided of Object.values(reviewDecisions)) {
      const before = reviewStates.filter((state) => canReviewBecome(state, decided));
      expect(before.sort()).toEqual(['awaiting_second', 'in_review']);
    }
  });

  it('leaves a decided state by reopening only', () => {
    for (const state of reviewStates.filter(isDecided))
      expect(reviewTransitions[state]).toEqual(['in_review']);
    expect(reviewStates.filter(isDecided)).toEqual(['approved', 'changes_requested', 'rejected']);
  });
});
