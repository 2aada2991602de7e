'use client';

import { useState } from 'react';
import { LinkDialog, type LinkOffer, type Person } from '@/entities/person';
import { peopleTexts as texts } from '@/shared/texts';
import { ConfirmDialog } from '@/shared/ui';
import { changePerson, makeResetLink, makeVerificationLink } from '../api/changePerson';
import type { PersonAction } from '../model/personActions';
import { RoleDialog } from './RoleDialog';
import { ScopeDialog } from './ScopeDialog';

type PersonDialogsProps = {
  person: Person;
  action: PersonAction;
  onClose: () => void;
  /** The account as it is now, and what to say about it. */
  onChanged: (person: Person, said: string) => void;
};

/** The dialog of an action on an account: asks, does it, and shows what came of it. */
export function PersonDialogs({ person, action, onClose, onChanged }: PersonDialogsProps) {
  const [offer, setOffer] = useState<LinkOffer | null>(null);
  if (offer !== null) return <LinkDialog offer={offer} email={person.email} onClose={onClose} />;

  if (action === 'role')
    return (
      <RoleDialog
        person={person}
        onClose={onClose}
        onChanged={(changed) =>
          onChanged(changed, texts.role.done(changed.name, texts.roles[changed.role].toLowerCase()))
        }
      />
    );
  if (action === 'scope')
    return (
      <ScopeDialog
        person={person}
        onClose={onClose}
        onChanged={(changed) => onChanged(changed, texts.scope.done(changed.name))}
      />
    );
  if (action === 'disable' || action === 'enable') {
    const words = texts[action];
    return (
      <ConfirmDialog
        title={words.title(person.name)}
        lead={words.lead}
        confirmLabel={words.confirm}
        busyLabel={words.busy}
        cancelLabel={words.cancel}
        look={action === 'disable' ? 'danger' : 'primary'}
        onClose={onClose}
        run={async () => {
          const changed = await changePerson(person.id, { isDisabled: action === 'disable' });
          onChanged(changed, words.done(changed.name));
        }}
      />
    );
  }
  const words = texts[action];
  const make = action === 'resetLink' ? makeResetLink : makeVerificationLink;
  return (
    <ConfirmDialog
      title={words.title(person.name)}
      lead={words.lead}
      confirmLabel={words.confirm}
      busyLabel={words.busy}
      cancelLabel={texts.cancel}
      onClose={onClose}
      run={async () => setOffer(await make(person.id))}
    />
  );
}
