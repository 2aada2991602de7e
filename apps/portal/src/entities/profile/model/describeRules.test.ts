import { describe, expect, it } from 'vitest';
import { fileKinds } from '@/shared/profiles';
import { describeRules } from './describeRules';

const GB = 1024 ** 3;

describe('describeRules', () => {
  it('says what is accepted, how large, and what becomes of it', () => {
    const usual = {
      kinds: [...fileKinds],
      maxSizeBytes: 5 * GB,
      maxBytes: null,
      maxFiles: null,
      isReviewRequired: true,
      isSecondApprovalRequired: false,
      reviewWithinHours: null,
      isWatermarked: false,
      reasonCodes: null,
      retentionDays: null,
      acceptsTooLargeToScan: false,
    };
    expect(describeRules(usual)).toBe('Documents, pictures, audio, video and archives, up to 5 GB each');
    expect(describeRules({ ...usual, kinds: ['images'], maxSizeBytes: 500 })).toBe(
      'Pictures, up to 500 bytes each',
    );
    expect(
      describeRules({ ...usual, kinds: ['images', 'documents'], isReviewRequired: false, retentionDays: 30 }),
    ).toBe(
      'Documents and pictures, up to 5 GB each; moved to the trash after 30 days; not looked at by the team',
    );
    expect(describeRules({ ...usual, maxBytes: 9 * GB, maxFiles: 1 })).toBe(
      'Documents, pictures, audio, video and archives, up to 5 GB each; 9 GB and 1 file in all',
    );
    expect(describeRules({ ...usual, kinds: ['text', 'audio', 'video'], retentionDays: 1 })).toBe(
      'Texts, audio, and video, up to 5 GB each; moved to the trash after a day',
    );
  });
});
