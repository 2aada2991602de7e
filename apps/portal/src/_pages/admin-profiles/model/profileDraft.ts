import type { FileKind, ProfileInput, UploadProfileFacts } from '@/entities/profile';
import { formatBytes } from '@/shared/lib';
import { profilesTexts } from '@/shared/texts';
import { type ReasonDraft, readReasons } from './reasonDraft';
import { readSizeField, type SizeField, toSizeField } from './sizeField';

const texts = profilesTexts.errors;

/** The server's own bounds; it has the last word. */
const maxFileCount = 1_000_000_000;
const maxRetentionDays = 36_500;
const maxReviewHours = 8_760;

/** A profile while it is edited: what was typed, as it was typed. */
export type ProfileDraft = {
  name: string;
  label: string;
  kinds: readonly FileKind[];
  maxSize: SizeField;
  maxBytes: SizeField;
  maxFiles: string;
  isReviewRequired: boolean;
  isSecondApprovalRequired: boolean;
  reviewWithinHours: string;
  isWatermarked: boolean;
  /** Empty for the usual ones. */
  reasonCodes: readonly ReasonDraft[];
  retentionDays: string;
  acceptsTooLargeToScan: boolean;
};

export type DraftField = keyof ProfileDraft;
export type DraftErrors = Partial<Record<DraftField, string>>;

export function toProfileDraft(profile: UploadProfileFacts): ProfileDraft {
  const { name, label, kinds, maxSizeBytes, maxBytes, maxFiles, isReviewRequired, retentionDays } = profile;
  const { acceptsTooLargeToScan } = profile;
  return {
    name,
    label,
    kinds,
    maxSize: toSizeField(maxSizeBytes),
    maxBytes: toSizeField(maxBytes),
    maxFiles: maxFiles === null ? '' : String(maxFiles),
    isReviewRequired,
    isSecondApprovalRequired: profile.isSecondApprovalRequired,
    reviewWithinHours: profile.reviewWithinHours === null ? '' : String(profile.reviewWithinHours),
    isWatermarked: profile.isWatermarked,
    reasonCodes: profile.reasonCodes ?? [],
    retentionDays: retentionDays === null ? '' : String(retentionDays),
    acceptsTooLargeToScan,
  };
}

export const emptyDraft: ProfileDraft = {
  name: '',
  label: '',
  kinds: [],
  maxSize: { amount: '100', unit: 'MB' },
  maxBytes: { amount: '', unit: 'GB' },
  maxFiles: '',
  isReviewRequired: true,
  isSecondApprovalRequired: false,
  reviewWithinHours: '',
  isWatermarked: false,
  reasonCodes: [],
  retentionDays: '',
  acceptsTooLargeToScan: false,
};

/** A name for programs that goes with a label. */
export function nameFromLabel(label: string): string {
  return label
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}

/** `null` for an empty field, `undefined` for what is no whole number in the range. */
function readWhole(typed: string, max: number): number | null | undefined {
  const text = typed.trim();
  if (text === '') return null;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value >= 1 && value <= max ? value : undefined;
}

type Context = {
  /** Names that are taken; empty when an existing profile is edited. */
  takenNames: readonly string[];
  isNew: boolean;
  /** Largest file the server allows at all, in bytes. */
  limitBytes: number;
};

/** What was typed as values, or what is wrong with which field. */
export function readDraft(
  draft: ProfileDraft,
  { takenNames, isNew, limitBytes }: Context,
): { values: ProfileInput } | { errors: DraftErrors } {
  const errors: DraftErrors = {};
  const label = draft.label.trim();
  if (label === '' || label.length > 60) errors.label = texts.label;
  if (isNew && !/^[a-z][a-z0-9-]{0,39}$/.test(draft.name)) errors.name = texts.name;
  else if (isNew && takenNames.includes(draft.name)) errors.name = texts.nameTaken;
  if (draft.kinds.length === 0) errors.kinds = texts.kinds;

  const maxSizeBytes = readSizeField(draft.maxSize);
  if (maxSizeBytes === null || maxSizeBytes === undefined || maxSizeBytes > limitBytes)
    errors.maxSize = texts.maxSize(formatBytes(limitBytes));
  const maxBytes = readSizeField(draft.maxBytes);
  if (maxBytes === undefined) errors.maxBytes = texts.maxBytes;
  else if (maxBytes !== null && maxSizeBytes && maxBytes < maxSizeBytes)
    errors.maxBytes = texts.tooSmallQuota;
  const maxFiles = readWhole(draft.maxFiles, maxFileCount);
  if (maxFiles === undefined) errors.maxFiles = texts.maxFiles;
  const retentionDays = readWhole(draft.retentionDays, maxRetentionDays);
  if (retentionDays === undefined) errors.retentionDays = texts.retentionDays;
  const reviewWithinHours = readWhole(draft.reviewWithinHours, maxReviewHours);
  if (reviewWithinHours === undefined) errors.reviewWithinHours = texts.reviewWithinHours;

  const reasons = readReasons(draft.reasonCodes);
  if (reasons === undefined) errors.reasonCodes = texts.reasonCodes;

  if (
    Object.keys(errors).length > 0 ||
    maxSizeBytes === null ||
    maxSizeBytes === undefined ||
    maxBytes === undefined ||
    maxFiles === undefined ||
    reasons === undefined ||
    reviewWithinHours === undefined ||
    retentionDays === undefined
  )
    return { errors };
  const { isReviewRequired, isSecondApprovalRequired, isWatermarked, acceptsTooLargeToScan } = draft;
  const kinds = [...draft.kinds];
  const sizes = { maxSizeBytes, maxBytes, maxFiles };
  const review = {
    isReviewRequired,
    isSecondApprovalRequired,
    reviewWithinHours,
    isWatermarked,
    reasonCodes: reasons,
  };
  return { values: { label, kinds, ...sizes, ...review, retentionDays, acceptsTooLargeToScan } };
}

const fieldOf: Readonly<Record<string, DraftField>> = {
  label: 'label',
  name: 'name',
  kinds: 'kinds',
  maxSizeBytes: 'maxSize',
  maxBytes: 'maxBytes',
  maxFiles: 'maxFiles',
  isReviewRequired: 'isReviewRequired',
  isSecondApprovalRequired: 'isSecondApprovalRequired',
  reviewWithinHours: 'reviewWithinHours',
  isWatermarked: 'isWatermarked',
  reasonCodes: 'reasonCodes',
  retentionDays: 'retentionDays',
  acceptsTooLargeToScan: 'acceptsTooLargeToScan',
};

/** The server names every wrong field (`label: expected ...; kinds: ...`): each is shown where it is. Empty when it speaks of none. */
export function readServerErrors(detail: string): DraftErrors {
  const errors: DraftErrors = {};
  for (const part of detail.replace(/\.$/, '').split('; ')) {
    const [, name = '', message = ''] = /^(\w+): (.+)$/.exec(part) ?? [];
    if (Object.hasOwn(fieldOf, name))
      errors[fieldOf[name]!] = `${message[0]!.toUpperCase()}${message.slice(1)}.`;
  }
  return errors;
}
