import { describe, expect, it } from 'vitest';
import type { UploadProfileFacts } from '@/entities/profile';
import { mergeDrafts, showField } from './mergeDrafts';
import {
  emptyDraft,
  nameFromLabel,
  type ProfileDraft,
  readDraft,
  readServerErrors,
  toProfileDraft,
} from './profileDraft';

const profile: UploadProfileFacts = {
  name: 'papers',
  label: 'Identity papers',
  kinds: ['documents', 'images'],
  maxSizeBytes: 25 * 1024 ** 2,
  maxBytes: 1024 ** 3,
  maxFiles: 20,
  isReviewRequired: true,
  isSecondApprovalRequired: true,
  reviewWithinHours: 48,
  isWatermarked: true,
  reasonCodes: [{ code: 'NOT_OURS', label: 'This is not for us' }],
  retentionDays: 90,
  acceptsTooLargeToScan: true,
  revision: 3,
  updatedAt: null,
  updatedBy: null,
};
const base = toProfileDraft(profile);
const context = { takenNames: ['default'], isNew: true, limitBytes: 5 * 1024 ** 3 };

describe('readDraft', () => {
  it('gives back what it was made from', () => {
    const { name: _name, revision: _revision, updatedAt: _at, updatedBy: _by, ...values } = profile;
    expect(readDraft(base, { ...context, isNew: false })).toEqual({ values });
  });

  it.each<[string, Partial<ProfileDraft>, string]>([
    ['no label', { label: '  ' }, 'label'],
    ['a label without end', { label: 'x'.repeat(61) }, 'label'],
    ['a name with capitals', { name: 'Papers' }, 'name'],
    ['a name that is taken', { name: 'default' }, 'name'],
    ['no kind', { kinds: [] }, 'kinds'],
    ['no size', { maxSize: { amount: '', unit: 'MB' } }, 'maxSize'],
    [
      'a size above the limit',
      { maxSize: { amount: '6', unit: 'GB' }, maxBytes: { amount: '', unit: 'GB' } },
      'maxSize',
    ],
    ['words for a size', { maxSize: { amount: 'big', unit: 'GB' } }, 'maxSize'],
    ['a quota below one file', { maxBytes: { amount: '1', unit: 'MB' } }, 'maxBytes'],
    ['a fraction of a file', { maxFiles: '1.5' }, 'maxFiles'],
    ['no files at all', { maxFiles: '0' }, 'maxFiles'],
    ['retention without end', { retentionDays: '99999' }, 'retentionDays'],
    ['a target of years', { reviewWithinHours: '9999' }, 'reviewWithinHours'],
    [
      'a reason twice',
      {
        reasonCodes: [
          { code: '', label: 'Twice' },
          { code: '', label: 'twice' },
        ],
      },
      'reasonCodes',
    ],
  ])('%s: is said at its field', (_name, change, field) => {
    const read = readDraft({ ...base, ...change }, context);
    expect('errors' in read && Object.keys(read.errors)).toEqual([field]);
  });

  it('says everything that is wrong with an empty form', () => {
    const read = readDraft(emptyDraft, context);
    expect('errors' in read && Object.keys(read.errors)).toEqual(['label', 'name', 'kinds']);
  });
});

describe('readServerErrors', () => {
  it('puts every named field where it is shown', () =>
    expect(readServerErrors('maxSizeBytes: expected the largest file; kinds: expected one or more.')).toEqual(
      {
        maxSize: 'Expected the largest file.',
        kinds: 'Expected one or more.',
      },
    ));
  it.each(['Try again in a moment.', 'constructor: is not a field.', ''])('finds no field in %j', (detail) =>
    expect(readServerErrors(detail)).toEqual({}),
  );
});

describe('nameFromLabel', () => {
  it.each([
    ['Identity papers', 'identity-papers'],
    ['Übersicht 2026', 'ubersicht-2026'],
    ['2026 Verträge & Rechnungen!', 'vertrage-rechnungen'],
    ['合同', ''],
    ['x'.repeat(60), 'x'.repeat(40)],
  ])('%s is %s', (label, name) => expect(nameFromLabel(label)).toBe(name));
});

describe('mergeDrafts', () => {
  it('takes over what only they changed, keeps what only I changed, and asks where both did', () => {
    const mine = { ...base, label: 'Papers', maxFiles: '50' };
    const theirs = { ...base, label: 'Identities', retentionDays: '' };
    const { draft, taken, both } = mergeDrafts(base, mine, theirs);
    expect(taken).toEqual(['retentionDays']);
    expect(both).toEqual(['label']);
    expect(draft).toEqual({ ...mine, retentionDays: '' });
  });

  it('is at peace when both did the same', () => {
    const mine = { ...base, kinds: ['images', 'documents', 'text'] as const };
    const theirs = { ...base, kinds: ['text', 'documents', 'images'] as const };
    expect(mergeDrafts(base, mine, theirs)).toMatchObject({ taken: [], both: [] });
  });

  it('shows values as people read them', () => {
    expect(showField(base, 'kinds')).toBe('Documents, Images');
    expect(showField(base, 'maxSize')).toBe('25 MB');
    expect(showField({ ...base, retentionDays: '' }, 'retentionDays')).toBe('No limit');
  });
});
