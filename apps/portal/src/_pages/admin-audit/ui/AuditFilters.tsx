'use client';

import { knownActions } from '@/entities/audit';
import { auditTexts } from '@/shared/texts';
import { Button, Field, Select } from '@/shared/ui';
import { type AuditQuestion, isBackwards } from '../model/toAuditFilter';

const texts = auditTexts.filters;

type AuditFiltersProps = {
  question: AuditQuestion;
  onChange: (patch: Partial<Record<'action' | 'from' | 'to', string>>) => void;
};

/** What happened, and when. */
export function AuditFilters({ question, onChange }: AuditFiltersProps) {
  const { action, from, to } = question;
  return (
    <fieldset className="grid grid-cols-2 items-start gap-3 sm:grid-cols-[minmax(0,1fr)_auto_auto_auto]">
      <legend className="sr-only">{texts.legend}</legend>
      <Select
        label={texts.action}
        className="col-span-2 sm:col-span-1"
        value={action}
        onChange={(event) => onChange({ action: event.currentTarget.value })}
      >
        <option value="">{texts.anyAction}</option>
        {knownActions.map((known) => (
          <option key={known.action} value={known.action}>
            {known.label}
          </option>
        ))}
      </Select>
      <Field
        label={texts.from}
        type="date"
        value={from}
        max={to === '' ? undefined : to}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
        error={isBackwards(question) ? texts.backwards : undefined}
      />
      <Field
        label={texts.to}
        type="date"
        value={to}
        min={from === '' ? undefined : from}
        hint={texts.datesHint}
        onChange={(event) => onChange({ to: event.currentTarget.value })}
      />
      {(action !== '' || from !== '' || to !== '') && (
        <Button look="quiet" className="sm:mt-7" onClick={() => onChange({ action: '', from: '', to: '' })}>
          {texts.clear}
        </Button>
      )}
    </fieldset>
  );
}
