'use client';

import { useState } from 'react';
import { changeProfile, createProfile, listProfiles, type UploadProfileFacts } from '@/entities/profile';
import { ApiError, describeProblem } from '@/shared/api';
import { type Merge, type MergedField, mergeDrafts } from '../model/mergeDrafts';
import {
  type DraftErrors,
  emptyDraft,
  nameFromLabel,
  type ProfileDraft,
  readDraft,
  readServerErrors,
  toProfileDraft,
} from '../model/profileDraft';

type Conflict = { merge: Merge; theirs: ProfileDraft };

type EditorOptions = {
  /** `null` for a new one. */
  profile: UploadProfileFacts | null;
  takenNames: readonly string[];
  limitBytes: number;
  onSaved: (profile: UploadProfileFacts) => void;
};

/** One profile while it is edited: what was typed, what is wrong with it, and what became of saving it. */
export function useProfileEditor({ profile, takenNames, limitBytes, onSaved }: EditorOptions) {
  const isNew = profile === null;
  // What the edit is based on: newer once somebody else was faster.
  const [base, setBase] = useState(profile);
  const [draft, setDraft] = useState<ProfileDraft>(profile === null ? emptyDraft : toProfileDraft(profile));
  const [errors, setErrors] = useState<DraftErrors>({});
  const [problem, setProblem] = useState<unknown>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [isNameOwn, setIsNameOwn] = useState(false);

  function edit(patch: Partial<ProfileDraft>) {
    const followsLabel = isNew && !isNameOwn && patch.label !== undefined;
    if (patch.name !== undefined) setIsNameOwn(true);
    setDraft({ ...draft, ...(followsLabel && { name: nameFromLabel(patch.label!) }), ...patch });
    setErrors(Object.fromEntries(Object.entries(errors).filter(([field]) => !(field in patch))));
  }

  async function meet(): Promise<void> {
    const newest = (await listProfiles()).find(({ name }) => name === base?.name);
    if (newest === undefined || base === null)
      throw new ApiError({ code: 'NOT_FOUND', status: 404, message: 'This profile was deleted meanwhile.' });
    const theirs = toProfileDraft(newest);
    const merge = mergeDrafts(toProfileDraft(base), draft, theirs);
    setBase(newest);
    setDraft(merge.draft);
    setConflict({ merge, theirs });
  }

  async function save(): Promise<void> {
    if (isBusy) return;
    setProblem(null);
    const read = readDraft(draft, { takenNames, isNew, limitBytes });
    if ('errors' in read) return setErrors(read.errors);
    setErrors({});
    setIsBusy(true);
    try {
      onSaved(
        base === null
          ? await createProfile(draft.name, read.values)
          : await changeProfile(base.name, { ...read.values, revision: base.revision }),
      );
      return;
    } catch (error) {
      const named =
        error instanceof ApiError && error.code === 'INVALID_BODY' ? readServerErrors(error.message) : {};
      if (error instanceof ApiError && error.code === 'STALE') await meet().catch(setProblem);
      else if (Object.keys(named).length > 0) setErrors(named);
      else setProblem(error);
    }
    setIsBusy(false);
  }

  return {
    draft,
    errors,
    isNew,
    isBusy,
    conflict,
    problem: problem === null ? null : describeProblem(problem),
    edit,
    save,
    useTheirs: (field: MergedField) => conflict !== null && edit({ [field]: conflict.theirs[field] }),
  };
}
