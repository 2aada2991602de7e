'use client';

import { type FormEvent, useId, useState } from 'react';
import { ApiError, describeProblem } from '@/shared/api';
import { type Role, roles } from '@/shared/auth';
import { peopleTexts } from '@/shared/texts';
import { Button, Dialog, Field, Notice, RadioGroup } from '@/shared/ui';
import { type InvitationGiven, invite } from '../api/invitations';

const texts = peopleTexts.invitations;
/** Codes whose message is about the address, and is shown there. */
const aboutEmail = ['INVALID_EMAIL', 'ACCOUNT_EXISTS', 'INVITATION_EXISTS'];

type InviteDialogProps = { onClose: () => void; onInvited: (given: InvitationGiven) => void };

export function InviteDialog({ onClose, onInvited }: InviteDialogProps) {
  const id = useId();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('user');
  const [isBusy, setIsBusy] = useState(false);
  const [emailProblem, setEmailProblem] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    setProblem(null);
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) {
      setEmailProblem(texts.emailMissing);
      document.getElementById(id)?.querySelector<HTMLElement>('input[type=email]')?.focus();
      return;
    }
    setEmailProblem(null);
    setIsBusy(true);
    try {
      const wanted = name.trim();
      onInvited(await invite({ email: email.trim(), role, ...(wanted !== '' && { name: wanted }) }));
    } catch (error) {
      const isAboutEmail = error instanceof ApiError && aboutEmail.includes(error.code);
      (isAboutEmail ? setEmailProblem : setProblem)(describeProblem(error));
      setIsBusy(false);
    }
  }

  return (
    <Dialog title={texts.invite} description={texts.inviteLead} onClose={onClose}>
      {(close) => (
        <form id={id} onSubmit={submit} noValidate className="mt-4 grid gap-4">
          {problem !== null && <Notice look="bad">{problem}</Notice>}
          <Field
            label={texts.email}
            type="email"
            autoComplete="off"
            required
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={emailProblem ?? undefined}
          />
          <Field
            label={texts.name}
            hint={texts.nameHint}
            autoComplete="off"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <RadioGroup
            legend={texts.role}
            value={role}
            onChange={setRole}
            options={roles.map((value) => ({
              value,
              label: peopleTexts.roles[value],
              hint: peopleTexts.roleHints[value],
            }))}
          />
          <div className="flex flex-wrap justify-end gap-3">
            <Button onClick={close} isBusy={isBusy}>
              {peopleTexts.cancel}
            </Button>
            <Button type="submit" look="primary" isBusy={isBusy}>
              {isBusy ? texts.sending : texts.make}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
