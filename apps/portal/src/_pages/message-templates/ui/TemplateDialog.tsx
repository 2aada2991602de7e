'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import {
  fillTemplate,
  type MessageTemplate,
  type MessageTemplateInput,
  placeholders,
  templateLimits,
  templatePurposes,
  unknownPlaceholders,
} from '@/entities/message-template';
import { templateTexts } from '@/shared/texts';
import { Button, Dialog, Field, Notice, Select, TextArea } from '@/shared/ui';

const texts = templateTexts.form;
const empty: MessageTemplateInput = { name: '', body: '', purpose: null, profile: null };

type TemplateDialogProps = {
  /** As it was opened; `null` for a new one. */
  template: MessageTemplate | null;
  /** As it is now. */
  current: MessageTemplate | null;
  refused: { typed: MessageTemplateInput; problem: string } | null;
  profiles: readonly { name: string; label: string }[];
  onSave: (current: MessageTemplate | null, input: MessageTemplateInput) => void;
  onClose: () => void;
};

function problemOf(body: string): string | undefined {
  if (body.trim() === '') return texts.bodyMissing;
  const [unknown] = unknownPlaceholders(body);
  return unknown === undefined ? undefined : texts.unknown(unknown);
}

function Quoted({ title, text }: { title: string; text: string }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-1.5 text-sm font-medium">
        {title}
      </h3>
      <p className="rounded-lg bg-sunken px-3 py-2 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
        <bdi>{text}</bdi>
      </p>
    </section>
  );
}

/** A template while it is written, with what it will look like. */
export function TemplateDialog(props: TemplateDialogProps) {
  const { template, current, refused, profiles, onSave, onClose } = props;
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [input, setInput] = useState<MessageTemplateInput>(() => {
    const { name, body, purpose, profile } = refused?.typed ?? template ?? empty;
    return { name, body, purpose, profile };
  });
  const [isTried, setIsTried] = useState(false);
  const edit = (part: Partial<MessageTemplateInput>) => setInput({ ...input, ...part });
  const isNameMissing = input.name.trim() === '';
  const bodyProblem = problemOf(input.body);
  const isProfileGone = input.profile !== null && !profiles.some(({ name }) => name === input.profile);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setIsTried(true);
    if (isNameMissing) document.getElementById(id)?.querySelector('input')?.focus();
    else if (bodyProblem !== undefined) area.current?.focus();
    else onSave(current, { ...input, name: input.name.trim(), body: input.body.trim() });
  }

  function place(word: string): void {
    const field = area.current;
    if (field === null) return;
    field.focus();
    field.setRangeText(`{${word}}`, field.selectionStart, field.selectionEnd, 'end');
    edit({ body: field.value });
  }

  return (
    <Dialog title={template === null ? texts.newTitle : texts.editTitle} width="wide" onClose={onClose}>
      {(close) => (
        <form id={id} className="mt-4 grid gap-4" onSubmit={submit} noValidate>
          {refused !== null && <Notice look="bad">{refused.problem}</Notice>}
          {current !== null && current.revision !== template?.revision && (
            <Quoted title={texts.now} text={`${current.name}\n\n${current.body}`} />
          )}
          <Field
            label={texts.name}
            hint={texts.nameHint}
            data-first-focus
            type="text"
            autoComplete="off"
            required
            maxLength={templateLimits.name}
            value={input.name}
            error={isTried && isNameMissing ? texts.nameMissing : undefined}
            onChange={({ currentTarget }) => edit({ name: currentTarget.value })}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <Select
              label={texts.purpose}
              value={input.purpose ?? ''}
              onChange={({ currentTarget }) =>
                edit({ purpose: templatePurposes.find((one) => one === currentTarget.value) ?? null })
              }
            >
              <option value="">{templateTexts.purposes.any}</option>
              {templatePurposes.map((one) => (
                <option key={one} value={one}>
                  {templateTexts.purposes[one]}
                </option>
              ))}
            </Select>
            <Select
              label={texts.profile}
              value={input.profile ?? ''}
              onChange={({ currentTarget }) => edit({ profile: currentTarget.value || null })}
            >
              <option value="">{templateTexts.anyProfile}</option>
              {profiles.map(({ name, label }) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
              {isProfileGone && (
                <option value={input.profile ?? ''}>{templateTexts.goneProfile(input.profile ?? '')}</option>
              )}
            </Select>
          </div>
          <TextArea
            ref={area}
            label={texts.body}
            hint={texts.bodyHint}
            rows={5}
            required
            maxLength={templateLimits.body}
            value={input.body}
            error={isTried ? bodyProblem : undefined}
            onChange={({ currentTarget }) => edit({ body: currentTarget.value })}
          />
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">{texts.fillIn}</legend>
            <div className="flex flex-wrap gap-2">
              {placeholders.map((word) => (
                <Button key={word} title={templateTexts.placeholders[word]} onClick={() => place(word)}>
                  <code aria-hidden="true">{`{${word}}`}</code>
                  <span className="sr-only">{templateTexts.placeholders[word]}</span>
                </Button>
              ))}
            </div>
          </fieldset>
          {input.body.trim() !== '' && (
            <Quoted title={texts.preview} text={fillTemplate(input.body, templateTexts.samples).text} />
          )}
          <div className="flex flex-wrap justify-end gap-3">
            <Button onClick={close}>{texts.cancel}</Button>
            <Button type="submit" look="primary">
              {texts.submit}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
