'use client';

import { useState } from 'react';
import type { Person } from '@/entities/person';
import { type Role, roles } from '@/shared/auth';
import { peopleTexts as texts } from '@/shared/texts';
import { ConfirmDialog, RadioGroup } from '@/shared/ui';
import { changePerson } from '../api/changePerson';

type RoleDialogProps = { person: Person; onClose: () => void; onChanged: (person: Person) => void };

export function RoleDialog({ person, onClose, onChanged }: RoleDialogProps) {
  const [role, setRole] = useState<Role>(person.role);
  return (
    <ConfirmDialog
      title={texts.role.title(person.name)}
      lead={texts.role.lead}
      confirmLabel={texts.role.save}
      busyLabel={texts.role.saving}
      cancelLabel={texts.cancel}
      onClose={onClose}
      run={async () => {
        if (role === person.role) onClose();
        else onChanged(await changePerson(person.id, { role }));
      }}
    >
      <RadioGroup
        legend={texts.role.label}
        value={role}
        onChange={setRole}
        options={roles.map((value) => ({ value, label: texts.roles[value], hint: texts.roleHints[value] }))}
      />
    </ConfirmDialog>
  );
}
