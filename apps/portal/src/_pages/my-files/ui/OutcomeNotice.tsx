'use client';

import { FileName } from '@/entities/file';
import { describeProblem } from '@/shared/api';
import { fileOutcomeTexts as texts } from '@/shared/texts';
import { Button, Notice } from '@/shared/ui';

/** Of so many failures the rest is only counted. */
const shown = 8;

export type FailedOutcome = { id: string; name: string; error: unknown };

type OutcomeNoticeProps = {
  action: keyof Omit<typeof texts, 'more' | 'dismiss'>;
  failed: readonly FailedOutcome[];
  onDismiss: () => void;
};

/** Which of several files something did not work for, and why. */
export function OutcomeNotice({ action, failed, onDismiss }: OutcomeNoticeProps) {
  return (
    <Notice look="bad" action={<Button onClick={onDismiss}>{texts.dismiss}</Button>}>
      <p className="font-medium">{texts[action](failed.length)}</p>
      <ul className="mt-1 grid gap-0.5">
        {failed.slice(0, shown).map(({ id, name, error }) => (
          <li key={id} className="[overflow-wrap:anywhere]">
            <FileName name={name} />: {describeProblem(error)}
          </li>
        ))}
        {failed.length > shown && <li>{texts.more(failed.length - shown)}</li>}
      </ul>
    </Notice>
  );
}
