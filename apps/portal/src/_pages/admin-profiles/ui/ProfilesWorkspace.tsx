'use client';

import { useEffect, useRef, useState } from 'react';
import { deleteProfile, listProfiles, type UploadProfileFacts } from '@/entities/profile';
import { useLoaded } from '@/shared/api';
import { useQueryState } from '@/shared/lib';
import { profilesTexts as texts } from '@/shared/texts';
import { Button, ConfirmDialog, Notice, ProblemNotice, TableSkeleton } from '@/shared/ui';
import type { KindOfFile } from '../model/KindOfFile';
import { ProfileCard } from './ProfileCard';
import { ProfileEditor } from './ProfileEditor';

const names = ['edit', 'new'] as const;

type ProfilesWorkspaceProps = { kinds: readonly KindOfFile[]; limitBytes: number };

export function ProfilesWorkspace({ kinds, limitBytes }: ProfilesWorkspaceProps) {
  const [query, setQuery] = useQueryState(names);
  const profiles = useLoaded('profiles', listProfiles);
  const [doomed, setDoomed] = useState<UploadProfileFacts | null>(null);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const isEditing = query.new !== '' || query.edit !== '';
  const wasEditing = useRef(isEditing);

  // Back from the form, the focus is at the list.
  useEffect(() => {
    if (wasEditing.current && !isEditing) list.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);

  if (profiles.value === null)
    return profiles.error === null ? (
      <div className="rounded-2xl border border-line bg-surface shadow-card">
        <TableSkeleton label={texts.loading} />
      </div>
    ) : (
      <ProblemNotice error={profiles.error} onRetry={profiles.reload} />
    );

  const all = profiles.value;
  const close = () => setQuery({ edit: '', new: '' });
  const edited = all.find(({ name }) => name === query.edit) ?? null;

  if (query.new !== '' || edited !== null)
    return (
      <ProfileEditor
        key={edited?.name ?? ''}
        profile={query.new === '' ? edited : null}
        kinds={kinds}
        takenNames={all.map(({ name }) => name)}
        limitBytes={limitBytes}
        onClose={() => {
          profiles.reload();
          close();
        }}
        onSaved={(saved) => {
          const others = all.filter(({ name }) => name !== saved.name);
          profiles.replace([...others, saved].toSorted(byPlace));
          setSaid(texts.form.saved(saved.label));
          close();
        }}
      />
    );

  return (
    <div className="grid gap-4">
      <div>
        <Button
          look="primary"
          onClick={() => {
            setSaid('');
            setQuery({ new: '1' });
          }}
        >
          {texts.new}
        </Button>
      </div>
      {query.edit !== '' && <Notice look="wait">{texts.form.missing}</Notice>}
      {said !== '' && <Notice look="good">{said}</Notice>}
      {profiles.error !== null && <ProblemNotice error={profiles.error} onRetry={profiles.reload} />}
      <ul
        ref={list}
        tabIndex={-1}
        aria-label={texts.title}
        className="grid gap-4 outline-none sm:grid-cols-2 lg:grid-cols-3"
      >
        {all.map((profile) => (
          <ProfileCard
            key={profile.name}
            profile={profile}
            kindCount={kinds.length}
            onEdit={() => {
              setSaid('');
              setQuery({ edit: profile.name });
            }}
            onDelete={() => setDoomed(profile)}
          />
        ))}
      </ul>
      {doomed !== null && (
        <ConfirmDialog
          title={texts.removeTitle(doomed.label)}
          lead={texts.removeLead}
          confirmLabel={texts.remove}
          busyLabel={texts.removeBusy}
          cancelLabel={texts.removeCancel}
          look="danger"
          onClose={() => setDoomed(null)}
          run={async () => {
            await deleteProfile(doomed.name);
            profiles.replace(all.filter(({ name }) => name !== doomed.name));
            setSaid(texts.removed(doomed.label));
            setDoomed(null);
            list.current?.focus();
          }}
        />
      )}
    </div>
  );
}

/** The default first, then by name: as the server lists them. */
function byPlace(a: UploadProfileFacts, b: UploadProfileFacts): number {
  if (a.name === 'default' || b.name === 'default') return a.name === 'default' ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
