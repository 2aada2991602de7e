'use client';

import { type FormEvent, useEffect, useId, useRef } from 'react';
import type { UploadProfileFacts } from '@/entities/profile';
import { profilesTexts } from '@/shared/texts';
import { Button, CheckboxField, Field, Notice } from '@/shared/ui';
import type { KindOfFile } from '../model/KindOfFile';
import { ConflictNotice } from './ConflictNotice';
import { KindsField } from './KindsField';
import { ReasonsField } from './ReasonsField';
import { SizeInput } from './SizeInput';
import { useProfileEditor } from './useProfileEditor';

const texts = profilesTexts.form;
const card = 'grid gap-5 rounded-2xl border border-line bg-surface p-5 shadow-card';

type ProfileEditorProps = {
  profile: UploadProfileFacts | null;
  kinds: readonly KindOfFile[];
  takenNames: readonly string[];
  limitBytes: number;
  onClose: () => void;
  onSaved: (profile: UploadProfileFacts) => void;
};

export function ProfileEditor({
  profile,
  kinds,
  takenNames,
  limitBytes,
  onClose,
  onSaved,
}: ProfileEditorProps) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const editor = useProfileEditor({ profile, takenNames, limitBytes, onSaved });
  const { draft, errors, isNew, isBusy, conflict, problem, edit } = editor;
  const hasErrors = Object.keys(errors).length > 0;

  useEffect(() => heading.current?.focus(), []);

  async function submit(event: FormEvent) {
    event.preventDefault();
    await editor.save();
    // The first field that needs another look, once it is marked.
    requestAnimationFrame(() =>
      form.current
        ?.querySelector<HTMLElement>('input[aria-invalid=true], fieldset[aria-invalid=true] input')
        ?.focus(),
    );
  }

  return (
    <form ref={form} onSubmit={submit} noValidate aria-labelledby={id} className="grid max-w-3xl gap-4">
      <h2 id={id} ref={heading} tabIndex={-1} className="text-lg font-semibold tracking-tight outline-none">
        {profile === null ? texts.newTitle : texts.editTitle(profile.label)}
      </h2>
      {conflict !== null && (
        <ConflictNotice
          merge={conflict.merge}
          draft={draft}
          theirs={conflict.theirs}
          onUseTheirs={editor.useTheirs}
        />
      )}
      {problem !== null && <Notice look="bad">{problem}</Notice>}
      <div className={card}>
        <Field
          label={texts.label}
          hint={texts.labelHint}
          autoComplete="off"
          maxLength={60}
          value={draft.label}
          onChange={(event) => edit({ label: event.currentTarget.value })}
          error={errors.label}
        />
        {isNew && (
          <Field
            label={texts.name}
            hint={texts.nameHint}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            value={draft.name}
            onChange={(event) => edit({ name: event.currentTarget.value })}
            error={errors.name}
          />
        )}
      </div>
      <div className={card}>
        <KindsField
          all={kinds}
          chosen={draft.kinds}
          error={errors.kinds}
          onChange={(chosen) => edit({ kinds: chosen })}
        />
      </div>
      <div className={`${card} sm:grid-cols-2 sm:items-start`}>
        <SizeInput
          label={texts.maxSize}
          value={draft.maxSize}
          error={errors.maxSize}
          onChange={(maxSize) => edit({ maxSize })}
        />
        <span className="hidden sm:block" />
        <SizeInput
          label={texts.maxBytes}
          hint={texts.maxBytesHint}
          value={draft.maxBytes}
          error={errors.maxBytes}
          onChange={(maxBytes) => edit({ maxBytes })}
        />
        <Field
          label={texts.maxFiles}
          hint={texts.maxFilesHint}
          inputMode="numeric"
          autoComplete="off"
          maxLength={10}
          value={draft.maxFiles}
          onChange={(event) => edit({ maxFiles: event.currentTarget.value })}
          error={errors.maxFiles}
        />
      </div>
      <div className={card}>
        <CheckboxField
          label={texts.review}
          hint={texts.reviewHint}
          checked={draft.isReviewRequired}
          onChange={(event) => edit({ isReviewRequired: event.currentTarget.checked })}
        />
        {draft.isReviewRequired && (
          <>
            <CheckboxField
              label={texts.second}
              hint={texts.secondHint}
              checked={draft.isSecondApprovalRequired}
              onChange={(event) => edit({ isSecondApprovalRequired: event.currentTarget.checked })}
            />
            <Field
              label={texts.target}
              hint={texts.targetHint}
              inputMode="numeric"
              autoComplete="off"
              maxLength={4}
              className="sm:max-w-xs"
              value={draft.reviewWithinHours}
              onChange={(event) => edit({ reviewWithinHours: event.currentTarget.value })}
              error={errors.reviewWithinHours}
            />
            <CheckboxField
              label={texts.watermark}
              hint={texts.watermarkHint}
              checked={draft.isWatermarked}
              onChange={(event) => edit({ isWatermarked: event.currentTarget.checked })}
            />
            <ReasonsField
              reasons={draft.reasonCodes}
              error={errors.reasonCodes}
              onChange={(reasonCodes) => edit({ reasonCodes })}
            />
          </>
        )}
        <Field
          label={texts.retention}
          hint={texts.retentionHint}
          inputMode="numeric"
          autoComplete="off"
          maxLength={5}
          className="sm:max-w-xs"
          value={draft.retentionDays}
          onChange={(event) => edit({ retentionDays: event.currentTarget.value })}
          error={errors.retentionDays}
        />
      </div>
      <div className={card}>
        <CheckboxField
          label={texts.tooLarge}
          hint={texts.tooLargeHint}
          checked={draft.acceptsTooLargeToScan}
          onChange={(event) => edit({ acceptsTooLargeToScan: event.currentTarget.checked })}
        />
      </div>
      {hasErrors && <Notice look="bad">{texts.errors}</Notice>}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="primary" isBusy={isBusy}>
          {isBusy ? texts.saving : isNew ? texts.create : texts.save}
        </Button>
        <Button onClick={onClose} isBusy={isBusy}>
          {texts.cancel}
        </Button>
      </div>
    </form>
  );
}
