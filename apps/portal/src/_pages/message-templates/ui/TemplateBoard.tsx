'use client';

import { useRef, useState } from 'react';
import type { MessageTemplate, MessageTemplateInput } from '@/entities/message-template';
import { ApiError, callApi, describeProblem, useLoaded } from '@/shared/api';
import { templateTexts as texts } from '@/shared/texts';
import {
  announce,
  Button,
  ConfirmDialog,
  EmptyState,
  Icon,
  Notice,
  ProblemNotice,
  TableSkeleton,
} from '@/shared/ui';
import { useTemplates } from '../model/useTemplates';
import { TemplateDialog } from './TemplateDialog';
import { TemplateRow } from './TemplateRow';

type ProfileName = { name: string; label: string };

async function listProfileNames(signal: AbortSignal): Promise<readonly ProfileName[]> {
  const { profiles } = await callApi<{ profiles: ProfileName[] }>('/api/profiles', { signal });
  return profiles;
}

type Edited = {
  /** `null` for a new one. */
  template: MessageTemplate | null;
  /** What was typed when it could not be saved, and why not. */
  refused?: { typed: MessageTemplateInput; problem: string };
};

/** All templates, and everything one does with them. */
export function TemplateBoard() {
  const { templates, error, isLoading, reload, add, change, remove } = useTemplates();
  const { value: profiles } = useLoaded('profile-names', listProfileNames);
  const [edited, setEdited] = useState<Edited | null>(null);
  const [removed, setRemoved] = useState<MessageTemplate | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  async function save(template: MessageTemplate | null, input: MessageTemplateInput): Promise<void> {
    setEdited(null);
    try {
      await (template === null ? add(input) : change(template, input));
      announce(texts.saved(input.name));
    } catch (failure) {
      // Whoever was slower sees what the other one wrote before they decide which it should be.
      if (failure instanceof ApiError && failure.code === 'STALE') reload();
      setEdited({ template, refused: { typed: input, problem: describeProblem(failure) } });
    }
  }

  function drop(template: MessageTemplate): void {
    setRemoved(null);
    setProblem(null);
    remove(template).then(
      () => announce(texts.deleted(template.name)),
      (failure) => setProblem(`${texts.notDeleted(template.name)} ${describeProblem(failure)}`),
    );
    // The button that was pressed goes with the row.
    heading.current?.focus();
  }

  return (
    <section aria-labelledby="templates" aria-busy={isLoading} className="grid gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="max-w-2xl">
          <h1
            id="templates"
            ref={heading}
            tabIndex={-1}
            className="text-2xl font-semibold tracking-tight outline-none"
          >
            {texts.title}
          </h1>
          <p className="mt-1 text-muted">{texts.lead}</p>
        </div>
        <Button look="primary" onClick={() => setEdited({ template: null })}>
          <Icon name="pencil" className="size-4" />
          {texts.add}
        </Button>
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={reload} />}
      {problem !== null && <Notice look="bad">{problem}</Notice>}
      {(templates !== null || error === null) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
          {templates === null ? (
            <TableSkeleton label={texts.loading} />
          ) : templates.length === 0 ? (
            <EmptyState icon="text" title={texts.empty}>
              {texts.emptyHint}
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line">
              {templates.map((template) => (
                <TemplateRow
                  key={template.id}
                  template={template}
                  profiles={profiles}
                  onEdit={() => setEdited({ template })}
                  onRemove={() => setRemoved(template)}
                />
              ))}
            </ul>
          )}
        </div>
      )}
      {edited !== null && (
        <TemplateDialog
          template={edited.template}
          // As it is by now, which is not what was opened when somebody else was faster.
          current={templates?.find(({ id }) => id === edited.template?.id) ?? edited.template}
          refused={edited.refused ?? null}
          profiles={profiles ?? []}
          onSave={(current, input) => void save(current, input)}
          onClose={() => setEdited(null)}
        />
      )}
      {removed !== null && (
        <ConfirmDialog
          title={texts.remove.title(removed.name)}
          lead={texts.remove.lead}
          confirmLabel={texts.remove.confirm}
          busyLabel={texts.remove.busy}
          cancelLabel={texts.remove.keep}
          look="danger"
          onClose={() => setRemoved(null)}
          run={async () => drop(removed)}
        />
      )}
    </section>
  );
}
