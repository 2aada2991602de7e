'use client';

import type { StorageUsage } from '@/entities/file';
import { formatBytes } from '@/shared/lib';
import { fileTexts, uploadRuleTexts } from '@/shared/texts';
import { Select } from '@/shared/ui';

type ProfileUsage = StorageUsage['profiles'][number];

type ProfileChoiceProps = {
  profiles: readonly ProfileUsage[];
  value: string;
  onChange: (profile: string) => void;
};

/** How much of a profile's own quota is used, where it has one. */
function describeUsage(usage: ProfileUsage | undefined): string {
  if (usage === undefined) return '';
  const { bytesUsed, bytesReserved, files, maxBytes, maxFiles } = usage;
  return [
    maxBytes !== null &&
      uploadRuleTexts.bytesUsed(formatBytes(bytesUsed + bytesReserved), formatBytes(maxBytes)),
    maxFiles !== null && uploadRuleTexts.filesUsed(files, maxFiles),
  ]
    .filter((part) => part !== false)
    .join(', ');
}

/** What the next files are for, where the administrator made more than one kind of upload. */
export function ProfileChoice({ profiles, value, onChange }: ProfileChoiceProps) {
  return (
    <Select
      label={fileTexts.upload.profile}
      hint={describeUsage(profiles.find(({ name }) => name === value))}
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
