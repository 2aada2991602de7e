'use client';

import { type FormEvent, useId, useState } from 'react';
import { MessageArea } from '@/entities/message-template/@x/document-request';
import { describeProblem } from '@/shared/api';
import { formatDate } from '@/shared/lib';
import { requestTexts } from '@/shared/texts';
import { Button, Dialog, Field, Notice } from '@/shared/ui';
import { makeDocumentRequest } from '../api/requests';
import { type DocumentRequest, requestLimits } from '../model/DocumentRequest';

const texts = requestTexts.form;

type AskDialogProps = {
  /** Whom to ask; `null` lets the form ask for the address. */
  person: { id: string; name: string } | null;
  onClose: () => void;
  onAsked: (request: DocumentRequest) => void;
};

/** Asks somebody for a document. */
export function AskDialog({ person, onClose, onAsked }: AskDialogProps) {
  const id = useId();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [dueOn, setDueOn] = useState('');
  const [note, setNote] = useState('');
  const [isTried, setIsTried] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const isPersonMissing = person === null && !/^[^\s@]+@[^\s@]+$/.test(email.trim());
  const isNameMissing = name.trim() === '';

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    setIsTried(true);
    if (isPersonMissing || isNameMissing) {
      const first = isPersonMissing ? 'email' : 'text';
      document.getElementById(id)?.querySelector<HTMLElement>(`input[type=${first}]`)?.focus();
      return;
    }
    setProblem(null);
    setIsBusy(true);
    try {
      onAsked(
        await makeDocumentRequest({
          person: person?.id ?? email.trim(),
          name: name.trim(),
          note: note.trim() || null,
          dueOn: dueOn || null,
        }),
      );
    } catch (error) {
      setProblem(describeProblem(error));
      setIsBusy(false);
    }
  }

  return (
    <Dialog title={texts.title} description={texts.lead} onClose={onClose}>
      {(close) => (
        <form id={id} onSubmit={submit} noValidate className="mt-4 grid gap-4">
          {problem !== null && <Notice look="bad">{problem}</Notice>}
          {person === null ? (
            <Field
              label={texts.person}
              type="email"
              autoComplete="off"
              required
              maxLength={254}
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              error={isTried && isPersonMissing ? texts.personMissing : undefined}
            />
          ) : (
            <p className="font-medium [overflow-wrap:anywhere]">
              <bdi>{texts.to(person.name)}</bdi>
            </p>
          )}
          <Field
            label={texts.name}
            hint={texts.nameHint}
            type="text"
            autoComplete="off"
            required
            maxLength={requestLimits.name}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={isTried && isNameMissing ? texts.nameMissing : undefined}
          />
          <Field
            label={texts.due}
            type="date"
            value={dueOn}
            min={new Date().toISOString().slice(0, 10)}
            onChange={(event) => setDueOn(event.currentTarget.value)}
          />
          <MessageArea
            label={texts.note}
            hint={texts.noteHint}
            maxLength={requestLimits.note}
            value={note}
            onChange={setNote}
            place={{
              purpose: 'document_request',
              profile: null,
              values: {
                file: name,
                owner: person?.name ?? '',
                due: dueOn === '' ? '' : formatDate(dueOn),
              },
            }}
          />
          <div className="flex flex-wrap justify-end gap-3">
            <Button onClick={close} isBusy={isBusy}>
              {texts.cancel}
            </Button>
            <Button type="submit" look="primary" isBusy={isBusy}>
              {isBusy ? texts.busy : texts.submit}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
