'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import {
  changeLegalHold,
  claimReviewFile,
  decideReviewFile,
  getOriginalUrl,
  type ReviewDetail,
  releaseReviewFile,
  reopenReviewFile,
  takeOverReviewFile,
} from '@/entities/review';
import { saveFile } from '@/features/file-management';
import { reviewTexts } from '@/shared/texts';
import { announce, showToast } from '@/shared/ui';
import { confirmPassword, isPasswordNeeded } from './confirmPassword';
import { useReviewMemory } from './ReviewMemory';
import { useDraft } from './useDraft';
import { useNeighbours } from './useNeighbours';
import { useOutcome } from './useOutcome';
import { useReviewFile } from './useReviewFile';

/** What is done only after somebody said why. */
export type FileQuestionKind = 'take-over' | 'reopen' | 'hold' | 'lift' | 'original';

type Decision = Parameters<typeof decideReviewFile>[1];

/** Everything a reviewer can do on a file's page, and where it leads. */
export function useFileActions({
  initial,
  viewerId,
  search,
}: {
  initial: ReviewDetail;
  viewerId: string;
  search: string;
}) {
  const router = useRouter();
  const memory = useReviewMemory();
  const { state, run, dismiss, showNewer } = useReviewFile(initial, viewerId);
  const { id, name, version } = state.detail;
  const { draft, change, clear } = useDraft(id);
  const { previous, next, afterDecision } = useNeighbours(id, search, viewerId);
  const [question, setQuestion] = useState<FileQuestionKind | null>(null);
  const [needsPassword, setNeedsPassword] = useState(false);
  const addressOf = (fileId: string) => `/review/${fileId}${search}`;
  const listAddress = `/review${search}`;

  function go(address: string): void {
    // Leaving without a connection would leave for the browser's own error page.
    if (navigator.onLine) router.push(address);
    else showToast(reviewTexts.problems.unreachable);
  }
  useOutcome((fileId) => go(addressOf(fileId)));

  async function claim(): Promise<void> {
    if (await run('claim', () => claimReviewFile(id, { isLease: true })))
      announce(reviewTexts.claim.claimed(name));
  }

  async function release(): Promise<void> {
    if (await run('release', () => releaseReviewFile(id))) announce(reviewTexts.claim.released(name));
  }

  async function saveOriginal(reason: string, password: string): Promise<void> {
    if (password !== '') await confirmPassword(password);
    saveFile((await getOriginalUrl(id, reason, version)).signedUrl);
  }

  function ask(kind: FileQuestionKind | null): void {
    setNeedsPassword(false);
    setQuestion(kind);
  }

  async function answer(kind: FileQuestionKind, reason: string, password: string): Promise<void> {
    let isAskedForPassword = false;
    const call = async (): Promise<ReviewDetail | null> => {
      if (kind === 'take-over') return takeOverReviewFile(id, reason);
      if (kind === 'reopen') return reopenReviewFile(id, reason);
      if (kind === 'hold' || kind === 'lift') return changeLegalHold(id, kind, reason);
      try {
        await saveOriginal(reason, password);
      } catch (error) {
        if (!isPasswordNeeded(error)) throw error;
        isAskedForPassword = true;
      }
      return null;
    };
    if (!(await run(kind, call))) return;
    if (isAskedForPassword) {
      setNeedsPassword(true);
      return;
    }
    ask(null);
    announce(reviewTexts.reason.done[kind]);
  }

  async function decide(decision: Decision): Promise<void> {
    const isFirst =
      state.detail.isSecondApprovalRequired && decision.decision === 'approve' && !decision.isSecond;
    if (!(await run('decide', () => decideReviewFile(id, decision)))) return;
    clear();
    const { file, isEnd } = afterDecision(Date.now());
    const done = reviewTexts.decision.done[isFirst ? 'first' : decision.decision](name);
    const text = file === null && isEnd ? `${done} ${reviewTexts.decision.noMore}` : done;
    memory.outcome = { text, fileId: id };
    router.push(file === null ? listAddress : addressOf(file.id));
  }

  return {
    state,
    run,
    dismiss,
    showNewer,
    draft,
    changeDraft: change,
    question,
    needsPassword,
    ask,
    answer,
    claim,
    release,
    decide,
    openPrevious: previous && (() => go(addressOf(previous.id))),
    openNext: next && (() => go(addressOf(next.id))),
    goBack: () => go(listAddress),
  };
}
