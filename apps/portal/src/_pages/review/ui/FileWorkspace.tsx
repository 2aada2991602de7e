'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useMemo, useRef, useState } from 'react';
import {
  claimReviewFile,
  decideReviewFile,
  getOriginalUrl,
  type ReviewDetail,
  type ReviewFile,
  releaseReviewFile,
  reopenReviewFile,
  takeOverReviewFile,
} from '@/entities/review';
import { saveFile } from '@/features/file-management';
import { type PageCommand, usePageCommands } from '@/shared/shell';
import { reviewTexts } from '@/shared/texts';
import { announce, Badge, IconButton, Notice, showToast } from '@/shared/ui';
import { describeReview } from '../model/describeReview';
import { describeStanding } from '../model/describeStanding';
import { useReviewMemory } from '../model/ReviewMemory';
import { useDraft } from '../model/useDraft';
import { useNeighbours } from '../model/useNeighbours';
import { useNow } from '../model/useNow';
import { useOutcome } from '../model/useOutcome';
import { useReviewFile } from '../model/useReviewFile';
import { ClaimBar } from './ClaimBar';
import { Comments } from './Comments';
import type { DecisionFormHandle } from './DecisionForm';
import { DecisionPanel } from './DecisionPanel';
import { FileFacts } from './FileFacts';
import { FileHistory } from './FileHistory';
import { FileViewer } from './FileViewer';
import { ReasonDialog } from './ReasonDialog';
import { VersionList } from './VersionList';

const words = reviewTexts.file;
const commandWords = reviewTexts.commands;

export type FileWorkspaceProps = {
  viewerId: string;
  detail: ReviewDetail;
  /** Address of the list it was opened from, from its `?` on. */
  search: string;
  /** When the server rendered this, in milliseconds. */
  renderedAt: number;
  /** Id of the heading that names the file. */
  headingId: string;
};

type Asking = 'take-over' | 'reopen' | 'original';

/** One file and everything a reviewer does with it. */
export function FileWorkspace({
  viewerId,
  detail: initial,
  search,
  renderedAt,
  headingId,
}: FileWorkspaceProps) {
  const router = useRouter();
  const memory = useReviewMemory();
  const now = useNow(renderedAt);
  const { state, run, dismiss } = useReviewFile(initial, viewerId);
  const { detail, busy, problem } = state;
  const { draft, change, clear } = useDraft(detail.id);
  const { previous, next, afterDecision } = useNeighbours(detail.id, search, viewerId);
  const [asking, setAsking] = useState<Asking | null>(null);
  const form = useRef<DecisionFormHandle>(null);
  const { id, name } = detail;
  const standing = describeStanding(detail, { viewerId, now });
  const { label, look } = describeReview(detail.review);

  function go(address: string): void {
    // Leaving without a connection would leave for the browser's own error page.
    if (navigator.onLine) router.push(address);
    else showToast(reviewTexts.problems.unreachable);
  }
  const open = (file: Pick<ReviewFile, 'id'> | null) => file !== null && go(`/review/${file.id}${search}`);
  useOutcome((fileId) => open({ id: fileId }));

  useEffect(() => {
    // Opened from the list or from the file before: whoever came by keyboard or screen reader is told where they are.
    if (!memory.isFresh) document.getElementById(headingId)?.focus({ preventScroll: true });
    memory.isFresh = false;
  }, [memory, headingId]);

  async function claim(): Promise<void> {
    if (await run('claim', () => claimReviewFile(id))) announce(reviewTexts.claim.claimed(name));
  }

  async function release(): Promise<void> {
    if (await run('release', () => releaseReviewFile(id))) announce(reviewTexts.claim.released(name));
  }

  async function answer(kind: Asking, reason: string): Promise<void> {
    const call = async () => {
      if (kind === 'take-over') return takeOverReviewFile(id, reason);
      if (kind === 'reopen') return reopenReviewFile(id, reason);
      saveFile((await getOriginalUrl(id, reason, detail.version)).signedUrl);
      return null;
    };
    if (!(await run(kind, call))) return;
    setAsking(null);
    announce(reviewTexts.reason.done[kind]);
  }

  async function decide(decision: Parameters<typeof decideReviewFile>[1]): Promise<void> {
    if (!(await run('decide', () => decideReviewFile(id, decision)))) return;
    clear();
    const { file, isEnd } = afterDecision(Date.now());
    const done = reviewTexts.decision.done[decision.decision](name);
    memory.outcome = {
      text: file === null && isEnd ? `${done} ${reviewTexts.decision.noMore}` : done,
      fileId: id,
    };
    router.push(file === null ? `/review${search}` : `/review/${file.id}${search}`);
  }

  const act = useRef<Record<'claim' | 'next' | 'previous' | 'back', () => void>>({
    claim: () => {},
    next: () => {},
    previous: () => {},
    back: () => {},
  });
  useEffect(() => {
    act.current = {
      claim: () => {
        if (busy !== null) return;
        if (standing === 'mine') void release();
        else if (standing === 'free') void claim();
        else if (standing === 'theirs') setAsking('take-over');
      },
      next: () => open(next),
      previous: () => open(previous),
      back: () => go(`/review${search}`),
    };
  });
  const commands = useMemo<readonly PageCommand[]>(
    () => [
      {
        id: 'approve',
        label: commandWords.approve,
        key: 'a',
        icon: 'check',
        run: () => form.current?.choose('approve'),
      },
      {
        id: 'changes',
        label: commandWords.requestChanges,
        key: 'm',
        icon: 'pencil',
        run: () => form.current?.choose('request_changes'),
      },
      {
        id: 'reject',
        label: commandWords.reject,
        key: 'r',
        icon: 'close',
        run: () => form.current?.choose('reject'),
      },
      { id: 'claim', label: commandWords.claim, key: 'c', icon: 'person', run: () => act.current.claim() },
      { id: 'next', label: words.next, key: 'n', run: () => act.current.next() },
      { id: 'previous', label: words.previous, key: 'p', run: () => act.current.previous() },
      { id: 'back', label: commandWords.back, key: 'Escape', run: () => act.current.back() },
    ],
    [],
  );
  usePageCommands(commands, shortcuts);

  // What belongs to a form or a dialog is said there.
  const isElsewhere =
    problem?.action === 'decide' || problem?.action === 'comment' || problem?.action === asking;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="-mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <Badge look={look} data-state={detail.review}>
          {label}
        </Badge>
        {detail.versions.length > 1 && (
          <span className="text-sm text-muted">{words.versionTitle(detail.version)}</span>
        )}
        <nav aria-label={words.navigation} className="ml-auto flex items-center gap-1">
          <Link
            href={`/review${search}`}
            prefetch={false}
            className="inline-flex min-h-10 items-center rounded-lg px-3 text-sm font-medium hover:bg-sunken"
          >
            {words.back}
          </Link>
          <IconButton
            icon="down"
            className="rotate-90"
            label={words.previous}
            isBusy={previous === null}
            onClick={() => open(previous)}
          />
          <IconButton
            icon="down"
            className="-rotate-90"
            label={words.next}
            isBusy={next === null}
            onClick={() => open(next)}
          />
        </nav>
      </div>
      {problem !== null && !isElsewhere && (
        <Notice
          look="bad"
          action={<IconButton icon="close" label={reviewTexts.problems.dismiss} onClick={dismiss} />}
        >
          {problem.text}
        </Notice>
      )}
      <ClaimBar
        detail={detail}
        standing={standing}
        now={now}
        busy={busy}
        onClaim={() => void claim()}
        onRelease={() => void release()}
        onTakeOver={() => setAsking('take-over')}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:col-start-1">
          <FileViewer detail={detail} onOriginal={() => setAsking('original')} />
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:col-start-2 lg:row-span-2">
          <DecisionPanel
            standing={standing}
            state={state}
            viewerId={viewerId}
            draft={draft}
            handle={form}
            onChange={change}
            onDecide={(decision) => void decide(decision)}
            onReopen={() => setAsking('reopen')}
          />
          <FileFacts detail={detail} now={now} />
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:col-start-1">
          <VersionList detail={detail} viewerId={viewerId} />
          {standing !== 'own' && (
            <>
              <Comments state={state} viewerId={viewerId} now={now} run={run} />
              <FileHistory detail={detail} viewerId={viewerId} now={now} />
            </>
          )}
        </div>
      </div>
      {asking !== null && (
        <ReasonDialog
          key={asking}
          {...questionOf(asking, detail)}
          isBusy={busy === asking}
          problem={problem?.action === asking ? problem.text : null}
          onSubmit={(reason) => void answer(asking, reason)}
          onClose={() => {
            setAsking(null);
            if (problem?.action === asking) dismiss();
          }}
        />
      )}
    </div>
  );
}

const shortcuts = [{ keys: 'Ctrl Enter', label: commandWords.send }];

function questionOf(asking: Asking, { claim }: ReviewDetail) {
  const { reason } = reviewTexts;
  switch (asking) {
    case 'take-over':
      return {
        title: reason.takeOverTitle,
        text: reason.takeOverText(claim?.by.name ?? ''),
        submitLabel: reason.takeOverSubmit,
      };
    case 'reopen':
      return { title: reason.reopenTitle, text: reason.reopenText, submitLabel: reason.reopenSubmit };
    case 'original':
      return {
        title: words.originalTitle,
        label: words.originalReason,
        hint: words.originalHint,
        submitLabel: words.originalSubmit,
        busyLabel: words.originalBusy,
      };
  }
}
