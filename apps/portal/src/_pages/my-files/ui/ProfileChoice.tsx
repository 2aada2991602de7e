'use client';

import type { UploadChoice } from '@/entities/profile';
import { fileTexts } from '@/shared/texts';

type ProfileChoiceProps = {
  choices: readonly UploadChoice[];
  value: string;
  onChange: (profile: string) => void;
};

/** What the next files are for, where there is more than one kind of upload. Its own small field: the page loads it at once. */
export function ProfileChoice({ choices, value, onChange }: ProfileChoiceProps) {
  return (
    <label className="mx-auto mt-4 block max-w-xs text-left text-sm font-medium">
      {fileTexts.upload.profile}
      <select
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        className="mt-1.5 block min-h-11 w-full rounded-lg border border-line-strong/60 bg-surface px-3 font-normal pointer-coarse:text-base"
      >
        {choices.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
