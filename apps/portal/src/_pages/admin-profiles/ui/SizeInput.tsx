'use client';

import { useId } from 'react';
import { profilesTexts } from '@/shared/texts';
import { Select } from '@/shared/ui';
import { type SizeField, type SizeUnit, sizeUnits } from '../model/sizeField';

type SizeInputProps = {
  label: string;
  hint?: string;
  value: SizeField;
  error: string | undefined;
  onChange: (value: SizeField) => void;
};

/** A size with its unit, under one label. */
export function SizeInput({ label, hint, value, error, onChange }: SizeInputProps) {
  const id = useId();
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <div className="grid grid-cols-[minmax(0,1fr)_6.5rem] gap-2">
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          maxLength={16}
          className="block min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3 text-base text-ink aria-invalid:border-bad"
          aria-invalid={error ? true : undefined}
          aria-describedby={notes === '' ? undefined : notes}
          value={value.amount}
          onChange={(event) => onChange({ ...value, amount: event.currentTarget.value })}
        />
        <Select
          label={profilesTexts.form.unit(label)}
          isLabelHidden
          value={value.unit}
          onChange={(event) => onChange({ ...value, unit: event.currentTarget.value as SizeUnit })}
        >
          {sizeUnits.map((unit) => (
            <option key={unit}>{unit}</option>
          ))}
        </Select>
      </div>
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-sm text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1.5 text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
