import { describe, expect, it } from 'vitest';
import { describeFile } from './describeFile';

const file = {
  state: 'available',
  review: 'unreviewed',
  isReviewRequired: true,
  rejection: null,
  outcome: null,
} as const;

describe('describeFile', () => {
  it.each([
    [{ state: 'uploaded' }, 'Being checked'],
    [{ state: 'verifying' }, 'Being checked'],
    [{}, 'Uploaded'],
    [{ isReviewRequired: false }, 'Ready'],
    [{ review: 'in_review' }, 'Being reviewed'],
    [{ review: 'awaiting_second' }, 'Being reviewed'],
    [{ review: 'approved' }, 'Approved'],
    [{ review: 'changes_requested' }, 'Change asked for'],
    [{ review: 'rejected' }, 'Not accepted'],
    [{ state: 'quarantined' }, 'On hold'],
    [{ state: 'rejected' }, 'Not accepted'],
    [{ state: 'deleted', review: 'approved' }, 'In the trash'],
  ] as const)('%j is %s', (facts, label) => expect(describeFile({ ...file, ...facts }).label).toBe(label));

  it('says what to change in the words of the reason and of the team', () => {
    const outcome = { decision: 'request_changes', reasonCode: 'NOT_SIGNED', message: 'Please sign page 4.' };
    expect(describeFile({ ...file, review: 'changes_requested', outcome }).detail).toBe(
      'A signature is missing. Please sign page 4.',
    );
  });

  it('shows the message alone for another reason, and for a code it does not know', () => {
    for (const reasonCode of ['OTHER', 'toString', 'NEW_CODE']) {
      const outcome = { decision: 'reject', reasonCode, message: 'Not ours.' };
      expect(describeFile({ ...file, review: 'rejected', outcome }).detail).toBe('Not ours.');
    }
  });

  it('explains a refusal of the content', () => {
    const rejection = { code: 'TYPE_MISMATCH', message: 'x' };
    expect(describeFile({ ...file, state: 'rejected', rejection }).detail).toContain('Save it again');
  });
});
