'use client';

import type { FileCategory, FileSort } from '@/entities/file';
import { fileStateTexts, fileTexts } from '@/shared/texts';
import { Select } from '@/shared/ui';
import type { FileFilters, StatusFilter } from '../model/fileFilters';

function options(words: Readonly<Record<string, string>>) {
  return Object.entries(words).map(([value, label]) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}

type FileFilterPanelProps = { filters: FileFilters; onChange: (patch: Partial<FileFilters>) => void };

/** Kind, state and order of the list; loaded when it is opened. */
export function FileFilterPanel({ filters, onChange }: FileFilterPanelProps) {
  const texts = fileTexts.list;
  return (
    <>
      <Select
        label={texts.kind}
        value={filters.kind ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange({ kind: value === '' ? null : (value as FileCategory) })
        }
      >
        <option value="">{texts.anyKind}</option>
        {options(fileStateTexts.kinds)}
      </Select>
      {!filters.isTrash && (
        <Select
          label={texts.status}
          value={filters.status ?? ''}
          onChange={({ currentTarget: { value } }) =>
            onChange({ status: value === '' ? null : (value as StatusFilter) })
          }
        >
          <option value="">{texts.anyStatus}</option>
          {options(texts.statuses)}
        </Select>
      )}
      <Select
        label={texts.sort}
        value={filters.sort}
        onChange={({ currentTarget: { value } }) => onChange({ sort: value as FileSort })}
      >
        {options(texts.sorts)}
      </Select>
    </>
  );
}
