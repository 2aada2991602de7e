'use client';

import { useEffect, useId, useRef } from 'react';
import { profilesTexts } from '@/shared/texts';
import { Button, Field, IconButton } from '@/shared/ui';
import type { ReasonDraft } from '../model/reasonDraft';

const texts = profilesTexts.form;
const maxReasons = 30;

type ReasonsFieldProps = {
  reasons: readonly ReasonDraft[];
  error: string | undefined;
  onChange: (reasons: ReasonDraft[]) => void;
};

/** Why files of the profile are not approved: one line for each reason, its code made from the words. */
export function ReasonsField({ reasons, error, onChange }: ReasonsFieldProps) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const add = useRef<HTMLDivElement>(null);

  const wanted = useRef<'new line' | 'add' | null>(null);

  // After the render that shows the line, or has taken it away.
  useEffect(() => {
    const target = wanted.current;
    if (target === null) return;
    wanted.current = null;
    const isNew = target === 'new line';
    const place = isNew ? list.current : add.current;
    place?.querySelector<HTMLElement>(isNew ? 'li:last-child input' : 'button')?.focus();
  });

  return (
    <fieldset aria-describedby={`${id}-hint ${id}-error`} aria-invalid={error ? true : undefined}>
      <legend className="text-sm font-medium">{texts.reasons}</legend>
      <p id={`${id}-hint`} className="mt-1 text-sm text-muted">
        {texts.reasonsHint}
      </p>
      <ul ref={list} className="mt-3 grid gap-3">
        {reasons.map((reason, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; new ones have nothing else
          <li key={index} className="flex items-end gap-2">
            <Field
              label={texts.reason(index + 1)}
              className="min-w-0 flex-1"
              autoComplete="off"
              maxLength={120}
              value={reason.label}
              onChange={(event) =>
                onChange(
                  reasons.map((one, at) =>
                    at === index ? { ...one, label: event.currentTarget.value } : one,
                  ),
                )
              }
            />
            <IconButton
              icon="close"
              label={texts.removeReason(index + 1)}
              onClick={() => {
                wanted.current = 'add';
                onChange(reasons.filter((_, at) => at !== index));
              }}
            />
          </li>
        ))}
      </ul>
      {reasons.length < maxReasons && (
        <div ref={add} className="mt-3">
          <Button
            look="quiet"
            onClick={() => {
              wanted.current = 'new line';
              onChange([...reasons, { code: '', label: '' }]);
            }}
          >
            {texts.addReason}
          </Button>
        </div>
      )}
      <p id={`${id}-error`} className={error === undefined ? 'sr-only' : 'mt-1.5 text-sm text-bad'}>
        {error}
      </p>
    </fieldset>
  );
}
