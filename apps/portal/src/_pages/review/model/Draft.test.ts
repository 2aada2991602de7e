import { describe, expect, it } from 'vitest';
import { emptyDraft, hasText, missingOf, toDecision } from './Draft';

describe('a decision as far as it is filled in', () => {
  it('says what is missing', () => {
    expect(missingOf(emptyDraft)).toBe('decision');
    expect(missingOf({ ...emptyDraft, decision: 'reject' })).toBe('reason');
    expect(missingOf({ ...emptyDraft, decision: 'request_changes', reasonCode: 'OUTDATED' })).toBeNull();
    expect(missingOf({ ...emptyDraft, decision: 'approve' })).toBeNull();
  });

  it('holds text once somebody wrote some', () => {
    expect(hasText({ ...emptyDraft, decision: 'reject', reasonCode: 'OTHER', note: '  ' })).toBe(false);
    expect(hasText({ ...emptyDraft, message: 'Please sign' })).toBe(true);
  });

  it('sends what belongs to the decision', () => {
    const draft = { decision: 'reject', reasonCode: 'OTHER', message: ' Sign it. ', note: ' ' } as const;
    expect(toDecision(draft)).toEqual({ decision: 'reject', reasonCode: 'OTHER', message: 'Sign it.' });
    // A reason chosen for a rejection does not go with an approval.
    expect(toDecision({ ...draft, decision: 'approve', note: 'Fine' })).toEqual({
      decision: 'approve',
      message: 'Sign it.',
      note: 'Fine',
    });
  });
});
