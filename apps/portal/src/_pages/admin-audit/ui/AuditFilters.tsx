'use client';

import { knownActions } from '@/entities/audit';
import { auditTexts } from '@/shared/texts';
import { Button, CheckboxField, Field, Select } from '@/shared/ui';
import { type AuditQuestion, isBackwards } from '../model/toAuditFilter';

const texts = auditTexts.filters;

type AuditFiltersProps = {
  question: AuditQuestion;
  /** A summary has every kind of event. */
  hasAction: boolean;
  onChange: (patch: Partial<Record<'action' | 'purpose' | 'from' | 'to' | 'lists', string>>) => void;
};

/** What happened, and when. */
export function AuditFilters({ question, hasAction, onChange }: AuditFiltersProps) {
  const { action, purpose, from, to, lists } = question;
  const isNarrowed = (hasAction && action + purpose !== '') || from !== '' || to !== '';
  return (
    <fieldset
      className={`grid grid-cols-2 items-start gap-3 ${hasAction ? 'sm:grid-cols-[minmax(0,1fr)_auto_auto_auto]' : 'sm:grid-cols-[auto_auto_minmax(0,1fr)]'}`}
    >
      <legend className="sr-only">{texts.legend}</legend>
      {hasAction && (
        <Select
          label={texts.action}
          className="col-span-2 sm:col-span-1"
          value={action}
          onChange={(event) => onChange({ action: event.currentTarget.value, purpose: '' })}
        >
          <option value="">{texts.anyAction}</option>
          {knownActions.map((known) => (
            <option key={known.action} value={known.action}>
              {known.label}
            </option>
          ))}
        </Select>
      )}
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
      {isNarrowed && (
        <Button
          look="quiet"
          className="sm:mt-7"
          onClick={() => onChange({ action: '', purpose: '', from: '', to: '' })}
        >
          {texts.clear}
        </Button>
      )}
      <CheckboxField
        className="col-span-full"
        label={texts.lists}
        hint={texts.listsHint}
        checked={lists === '1'}
        onChange={(event) => onChange({ lists: event.currentTarget.checked ? '1' : '' })}
      />
    </fieldset>
  );
}
