'use client';

import { profilesTexts } from '@/shared/texts';
import { Field, Select } from '@/shared/ui';
import { type SizeField, type SizeUnit, sizeUnits } from '../model/sizeField';

type SizeInputProps = {
  label: string;
  hint?: string;
  value: SizeField;
  error: string | undefined;
  onChange: (value: SizeField) => void;
};

/** A size with its unit. */
export function SizeInput({ label, hint, value, error, onChange }: SizeInputProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_6.5rem] gap-2">
      <Field
        label={label}
        inputMode="decimal"
        autoComplete="off"
        maxLength={16}
        value={value.amount}
        onChange={(event) => onChange({ ...value, amount: event.currentTarget.value })}
        error={error}
        {...(hint !== undefined && { hint })}
      />
      <Select
        label={profilesTexts.form.unit(label)}
        isLabelHidden
        className="mt-[1.625rem]"
        value={value.unit}
        onChange={(event) => onChange({ ...value, unit: event.currentTarget.value as SizeUnit })}
      >
        {sizeUnits.map((unit) => (
          <option key={unit}>{unit}</option>
        ))}
      </Select>
    </div>
  );
}
