'use client';

import { useId } from 'react';
import type { FileKind } from '@/entities/profile';
import { profilesTexts } from '@/shared/texts';
import { Button, CheckboxField } from '@/shared/ui';
import type { KindOfFile } from '../model/KindOfFile';

const texts = profilesTexts.form;

type KindsFieldProps = {
  all: readonly KindOfFile[];
  chosen: readonly FileKind[];
  error: string | undefined;
  onChange: (kinds: FileKind[]) => void;
};

/** Which kinds of files, each with the endings that belong to it: nobody should have to know what a document is to us. */
export function KindsField({ all, chosen, error, onChange }: KindsFieldProps) {
  const id = useId();
  const toggle = (kind: FileKind) =>
    onChange(all.map((one) => one.kind).filter((one) => (one === kind) !== chosen.includes(one)));
  return (
    <fieldset aria-describedby={`${id}-hint ${id}-error`} aria-invalid={error ? true : undefined}>
      <legend className="text-sm font-medium">{texts.kinds}</legend>
      <p id={`${id}-hint`} className="mt-1 text-sm text-muted">
        {texts.kindsHint}
      </p>
      <div className="mt-3 grid gap-x-6 gap-y-4 sm:grid-cols-2">
        {all.map(({ kind, extensions }) => (
          <CheckboxField
            key={kind}
            label={profilesTexts.kinds[kind]}
            hint={
              <span className="font-mono text-xs leading-5 [overflow-wrap:anywhere]">
                {extensions.map((extension) => `.${extension}`).join(' ')}
              </span>
            }
            checked={chosen.includes(kind)}
            onChange={() => toggle(kind)}
          />
        ))}
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="quiet" onClick={() => onChange(all.map(({ kind }) => kind))}>
          {texts.all}
        </Button>
        <Button look="quiet" onClick={() => onChange([])}>
          {texts.none}
        </Button>
      </div>
      <p id={`${id}-error`} className={error === undefined ? 'sr-only' : 'mt-1.5 text-sm text-bad'}>
        {error}
      </p>
    </fieldset>
  );
}
