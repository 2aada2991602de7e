'use client';

import type { StorageUsage } from '@/entities/file';
import { fileTexts } from '@/shared/texts';
import { Select } from '@/shared/ui';

type ProfileChoiceProps = {
  profiles: StorageUsage['profiles'];
  value: string;
  onChange: (profile: string) => void;
};

/** What the next files are for, where the administrator made more than one kind of upload. */
export function ProfileChoice({ profiles, value, onChange }: ProfileChoiceProps) {
  return (
    <Select
      label={fileTexts.upload.profile}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      className="mx-auto mt-4 max-w-xs text-left"
    >
      {profiles.map(({ name, label }) => (
        <option key={name} value={name}>
          {label}
        </option>
      ))}
    </Select>
  );
}
