import { profilesTexts as texts } from '@/shared/texts';
import type { DraftField, ProfileDraft } from './profileDraft';

/** Fields that somebody else may have changed. */
export type MergedField = Exclude<DraftField, 'name'>;

const fields: readonly MergedField[] = [
  'label',
  'kinds',
  'maxSize',
  'maxBytes',
  'maxFiles',
  'isReviewRequired',
  'isSecondApprovalRequired',
  'reviewWithinHours',
  'isWatermarked',
  'reasonCodes',
  'retentionDays',
  'acceptsTooLargeToScan',
];

/** What a field says, to compare it and to show it. */
export function showField(draft: ProfileDraft, field: MergedField): string {
  const { values } = texts;
  const kinds: Readonly<Record<string, string>> = texts.kinds;
  switch (field) {
    case 'kinds':
      return (
        draft.kinds
          .map((kind) => (Object.hasOwn(kinds, kind) ? kinds[kind]! : kind))
          .toSorted()
          .join(', ') || values.none
      );
    case 'maxSize':
    case 'maxBytes':
      return draft[field].amount === '' ? values.nothing : `${draft[field].amount} ${draft[field].unit}`;
    case 'reasonCodes':
      return draft.reasonCodes.map(({ label }) => label).join('; ') || values.usual;
    case 'isReviewRequired':
    case 'isSecondApprovalRequired':
    case 'isWatermarked':
    case 'acceptsTooLargeToScan':
      return draft[field] ? values.yes : values.no;
    case 'maxFiles':
    case 'reviewWithinHours':
    case 'retentionDays':
      return draft[field] === '' ? values.nothing : draft[field];
    case 'label':
      return draft.label;
  }
}

export type Merge = {
  /** What the form shows next: nothing that was typed is lost. */
  draft: ProfileDraft;
  /** Taken over: they changed it, and here it was as before. */
  taken: MergedField[];
  /** Both changed it, to different values. */
  both: MergedField[];
};

/** Puts together two edits of the same profile. Where both changed a field, what was typed here stays until somebody decides. */
export function mergeDrafts(base: ProfileDraft, mine: ProfileDraft, theirs: ProfileDraft): Merge {
  const isChanged = (draft: ProfileDraft, field: MergedField) =>
    showField(draft, field) !== showField(base, field);
  const theirFields = fields.filter((field) => isChanged(theirs, field));
  const taken = theirFields.filter((field) => !isChanged(mine, field));
  const both = theirFields.filter(
    (field) => isChanged(mine, field) && showField(mine, field) !== showField(theirs, field),
  );
  const draft = { ...mine, ...Object.fromEntries(taken.map((field) => [field, theirs[field]])) };
  return { draft, taken, both };
}
