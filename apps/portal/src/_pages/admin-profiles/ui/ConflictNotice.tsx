'use client';

import { profilesTexts } from '@/shared/texts';
import { Button } from '@/shared/ui';
import { type Merge, type MergedField, showField } from '../model/mergeDrafts';
import type { ProfileDraft } from '../model/profileDraft';

const texts = profilesTexts.conflict;

type ConflictNoticeProps = {
  merge: Merge;
  draft: ProfileDraft;
  theirs: ProfileDraft;
  onUseTheirs: (field: MergedField) => void;
};

/** Two people edited the same profile: what was taken over, and what has to be decided. */
export function ConflictNotice({ merge: { taken, both }, draft, theirs, onUseTheirs }: ConflictNoticeProps) {
  const names = (fields: readonly MergedField[]) =>
    fields.map((field) => profilesTexts.fields[field]).join(', ');
  return (
    <div role="alert" className="grid gap-3 rounded-2xl bg-wait-soft p-5 text-sm">
      <p className="font-semibold">{texts.title}</p>
      {taken.length > 0 && <p>{texts.taken(names(taken))}</p>}
      {both.length === 0 ? (
        <p>{texts.none}</p>
      ) : (
        <>
          <p>{texts.both}</p>
          <ul className="grid gap-3">
            {both.map((field) => (
              <li
                key={field}
                className="grid gap-x-4 gap-y-2 rounded-lg bg-surface p-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] sm:items-center"
              >
                <div className="min-w-0 [overflow-wrap:anywhere]">
                  <span className="block text-muted">
                    {texts.mine}, {profilesTexts.fields[field]}
                  </span>
                  <bdi className="font-medium">{showField(draft, field)}</bdi>
                </div>
                <div className="min-w-0 [overflow-wrap:anywhere]">
                  <span className="block text-muted">{texts.theirs}</span>
                  <bdi className="font-medium">{showField(theirs, field)}</bdi>
                </div>
                <Button
                  aria-label={texts.theirsLabel(profilesTexts.fields[field])}
                  onClick={() => onUseTheirs(field)}
                  disabled={showField(draft, field) === showField(theirs, field)}
                >
                  {texts.useTheirs}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
