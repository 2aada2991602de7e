'use client';

import type { ReviewDetail } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import type { FileQuestionKind } from '../model/useFileActions';
import type { FileState } from '../model/useReviewFile';
import { ReasonDialog } from './ReasonDialog';

const { reason: words, file: fileWords } = reviewTexts;

function wordsOf(kind: FileQuestionKind, { claim }: ReviewDetail) {
  switch (kind) {
    case 'take-over':
      return {
        title: words.takeOverTitle,
        text: words.takeOverText(claim?.by.name ?? ''),
        submitLabel: words.takeOverSubmit,
      };
    case 'reopen':
      return { title: words.reopenTitle, text: words.reopenText, submitLabel: words.reopenSubmit };
    case 'hold':
      return { title: words.holdTitle, text: words.holdText, submitLabel: words.holdSubmit };
    case 'lift':
      return { title: words.liftTitle, text: words.liftText, submitLabel: words.liftSubmit };
    case 'original':
      return {
        title: fileWords.originalTitle,
        label: fileWords.originalReason,
        hint: fileWords.originalHint,
        submitLabel: fileWords.originalSubmit,
        busyLabel: fileWords.originalBusy,
      };
  }
}

type FileQuestionProps = {
  kind: FileQuestionKind;
  state: FileState;
  /** Whether the password has to be entered again. */
  needsPassword: boolean;
  onAnswer: (reason: string, password: string) => void;
  onClose: () => void;
};

/** The reason that an action on the file needs. */
export function FileQuestion({ kind, state, needsPassword, onAnswer, onClose }: FileQuestionProps) {
  const { detail, busy, problem } = state;
  return (
    <ReasonDialog
      {...wordsOf(kind, detail)}
      needsPassword={needsPassword}
      isBusy={busy === kind}
      problem={problem?.action === kind ? problem.text : null}
      onSubmit={onAnswer}
      onClose={onClose}
    />
  );
}
