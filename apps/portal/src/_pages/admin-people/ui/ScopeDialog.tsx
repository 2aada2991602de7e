'use client';

import { useState } from 'react';
import type { Person } from '@/entities/person';
import { listProfiles } from '@/entities/profile';
import { ApiError, useLoaded } from '@/shared/api';
import { peopleTexts } from '@/shared/texts';
import { CheckboxField, ConfirmDialog, ProblemNotice, RadioGroup, Skeleton } from '@/shared/ui';
import { changePerson } from '../api/changePerson';

const texts = peopleTexts.scope;

type ScopeDialogProps = { person: Person; onClose: () => void; onChanged: (person: Person) => void };

/** Whose files somebody of the team sees: everybody's, or those of some upload profiles. */
export function ScopeDialog({ person, onClose, onChanged }: ScopeDialogProps) {
  const [which, setWhich] = useState<'all' | 'some'>(person.reviewProfiles === null ? 'all' : 'some');
  const [chosen, setChosen] = useState<readonly string[]>(person.reviewProfiles ?? []);
  const profiles = useLoaded('profiles', listProfiles);
  const toggle = (name: string) =>
    setChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);

  return (
    <ConfirmDialog
      title={texts.title(person.name)}
      lead={texts.lead}
      confirmLabel={texts.save}
      busyLabel={texts.saving}
      cancelLabel={peopleTexts.cancel}
      onClose={onClose}
      run={async () => {
        if (which === 'some' && chosen.length === 0)
          throw new ApiError({ code: 'INVALID_BODY', status: 400, message: texts.missing });
        onChanged(await changePerson(person.id, { reviewProfiles: which === 'all' ? null : chosen }));
      }}
    >
      <div className="grid gap-4">
        <RadioGroup
          legend={texts.which}
          value={which}
          onChange={setWhich}
          options={[
            { value: 'all', label: texts.everything, hint: texts.everythingHint },
            { value: 'some', label: texts.some, hint: texts.someHint },
          ]}
        />
        {which === 'some' && (
          <fieldset>
            <legend className="mb-2 text-sm font-medium">{texts.profiles}</legend>
            {profiles.value === null && profiles.error === null && <Skeleton className="h-20" />}
            {profiles.value === null && profiles.error !== null && (
              <ProblemNotice error={profiles.error} onRetry={profiles.reload} />
            )}
            <div className="grid gap-2">
              {profiles.value?.map(({ name, label }) => (
                <CheckboxField
                  key={name}
                  label={<bdi>{label}</bdi>}
                  checked={chosen.includes(name)}
                  onChange={() => toggle(name)}
                />
              ))}
            </div>
          </fieldset>
        )}
      </div>
    </ConfirmDialog>
  );
}
