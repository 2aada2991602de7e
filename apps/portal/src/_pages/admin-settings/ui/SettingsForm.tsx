'use client';

import { type FormEvent, useState } from 'react';
import { describeProblem, useLoaded } from '@/shared/api';
import { administrationTexts } from '@/shared/texts';
import { Button, CheckboxField, Field, Notice, ProblemNotice, RadioGroup, TableSkeleton } from '@/shared/ui';
import { changeSettings, readSettings } from '../api/settings';
import {
  auditDaysRange,
  changesOf,
  readAuditDays,
  readTrashDays,
  type SettingsDraft,
  toDraft,
  trashDaysRange,
} from '../model/changesOf';

const texts = administrationTexts.settings;
const card = 'rounded-2xl border border-line bg-surface p-5 shadow-card';
const modes = ['open', 'invite', 'closed'] as const;

export function SettingsForm() {
  const settings = useLoaded('settings', readSettings);
  const [draft, setDraft] = useState<SettingsDraft | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ look: 'good' | 'bad'; text: string } | null>(null);
  const saved = settings.value;

  if (saved === null)
    return settings.error === null ? (
      <div className={card}>
        <TableSkeleton label={texts.loading} />
      </div>
    ) : (
      <ProblemNotice error={settings.error} onRetry={settings.reload} />
    );

  const shown = draft ?? toDraft(saved);
  const isTrashValid = readTrashDays(shown.trashDays) !== null;
  const isAuditValid = readAuditDays(shown.auditDays) !== undefined;
  const isValid = isTrashValid && isAuditValid;
  const changes = changesOf(saved, shown);
  const isChanged = Object.keys(changes).length > 0 || !isValid;
  const edit = (patch: Partial<SettingsDraft>) => {
    setOutcome(null);
    setDraft({ ...shown, ...patch });
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy || !isValid) return;
    if (!isChanged) return setOutcome({ look: 'good', text: texts.nothingChanged });
    setIsBusy(true);
    setOutcome(null);
    try {
      settings.replace(await changeSettings(changes));
      setDraft(null);
      setOutcome({ look: 'good', text: texts.saved });
    } catch (error) {
      setOutcome({ look: 'bad', text: describeProblem(error) });
    }
    setIsBusy(false);
  }

  return (
    <form onSubmit={submit} noValidate className="grid max-w-3xl gap-4">
      <div className={card}>
        <RadioGroup
          legend={texts.signUp}
          value={shown.signUp}
          onChange={(signUp) => edit({ signUp })}
          options={modes.map((value) => ({ value, ...texts.signUpModes[value] }))}
        />
      </div>
      <div className={card}>
        <CheckboxField
          label={texts.verifiedEmail}
          hint={
            <>
              {texts.verifiedEmailHint}
              {!saved.isMailConfigured && (
                <span className="mt-1 block text-wait">{texts.verifiedEmailNoMail}</span>
              )}
            </>
          }
          checked={shown.isVerifiedEmailRequired}
          onChange={(event) => edit({ isVerifiedEmailRequired: event.currentTarget.checked })}
        />
      </div>
      <div className={card}>
        <Field
          label={texts.trashDays}
          hint={texts.trashDaysHint}
          type="text"
          inputMode="numeric"
          maxLength={4}
          value={shown.trashDays}
          onChange={(event) => edit({ trashDays: event.currentTarget.value })}
          error={isTrashValid ? undefined : texts.trashDaysInvalid(trashDaysRange.min, trashDaysRange.max)}
        />
      </div>
      <div className={card}>
        <Field
          label={texts.auditDays}
          hint={texts.auditDaysHint}
          type="text"
          inputMode="numeric"
          maxLength={5}
          value={shown.auditDays}
          onChange={(event) => edit({ auditDays: event.currentTarget.value })}
          error={isAuditValid ? undefined : texts.auditDaysInvalid(auditDaysRange.min, auditDaysRange.max)}
        />
      </div>
      {outcome !== null && <Notice look={outcome.look}>{outcome.text}</Notice>}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="primary" isBusy={isBusy}>
          {isBusy ? texts.saving : texts.save}
        </Button>
        {isChanged && (
          <Button look="quiet" onClick={() => setDraft(null)}>
            {texts.discard}
          </Button>
        )}
      </div>
    </form>
  );
}
