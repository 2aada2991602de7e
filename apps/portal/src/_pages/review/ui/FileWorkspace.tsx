'use client';

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { choosePreview, createZoomKeys, type ZoomKey } from '@/entities/derivative';
import { Extraction } from '@/entities/extraction';
import { ProcessorResults } from '@/entities/processor';
import type { ReviewDetail } from '@/entities/review';
import { hasPermission, type Role } from '@/shared/auth';
import { formatDateTime } from '@/shared/lib';
import { type PageCommand, type PageShortcut, usePageCommands } from '@/shared/shell';
import { comparisonTexts, previewTexts, reviewTexts, templateTexts } from '@/shared/texts';
import { Button, IconButton, Notice } from '@/shared/ui';
import { describeStanding } from '../model/describeStanding';
import { useReviewMemory } from '../model/ReviewMemory';
import { useAssignment } from '../model/useAssignment';
import { useComparison } from '../model/useComparison';
import { useFileActions } from '../model/useFileActions';
import { useNow } from '../model/useNow';
import { AssignDialog } from './AssignDialog';
import { ClaimBar } from './ClaimBar';
import { Comments } from './Comments';
import type { DecisionFormHandle } from './DecisionForm';
import { DecisionPanel } from './DecisionPanel';
import { FileBar } from './FileBar';
import { FileFacts } from './FileFacts';
import { FileHistory } from './FileHistory';
import { FileQuestion } from './FileQuestion';
import { FileViewer } from './FileViewer';
import { VersionComparison } from './VersionComparison';
import { VersionList } from './VersionList';

const words = reviewTexts.file;
const commandWords = reviewTexts.commands;
const shortcuts: readonly PageShortcut[] = [
  { keys: 'Ctrl Enter', label: commandWords.send },
  { keys: templateTexts.insert.keys, label: templateTexts.insert.title },
  { keys: previewTexts.zoom.panKeys, label: previewTexts.zoom.pan },
];
const loadShortcuts = async () => shortcuts;
const zoomWords = previewTexts.zoom;
const zoomKeysOf: readonly { id: ZoomKey; label: string; key: string }[] = [
  { id: 'in', label: zoomWords.in, key: '+' },
  { id: 'out', label: zoomWords.out, key: '-' },
  { id: 'actual', label: zoomWords.actual, key: '0' },
  { id: 'fit', label: zoomWords.fit, key: 'f' },
  { id: 'turn', label: zoomWords.turn, key: 'o' },
];
const column = 'grid grid-cols-[minmax(0,1fr)] gap-4';

export type FileWorkspaceProps = {
  viewerId: string;
  viewerEmail: string;
  role: Role;
  detail: ReviewDetail;
  /** Address of the list it was opened from, from its `?` on. */
  search: string;
  /** When the server rendered this, in milliseconds. */
  renderedAt: number;
  /** Id of the heading that names the file. */
  headingId: string;
};

/** One file and everything a reviewer does with it. */
export function FileWorkspace({
  viewerId,
  viewerEmail,
  role,
  detail: initial,
  search,
  renderedAt,
  headingId,
}: FileWorkspaceProps) {
  const memory = useReviewMemory();
  const actions = useFileActions({ initial, viewerId, search });
  const { state, question, ask } = actions;
  const { detail, busy, problem, newer } = state;
  const { isAssigning, setIsAssigning, assign } = useAssignment(detail.id, actions.run);
  const now = useNow(renderedAt, detail);
  const form = useRef<DecisionFormHandle>(null);
  const standing = describeStanding(detail, {
    viewerId,
    now,
    mayApproveSecond: hasPermission(role, 'review.second'),
  });
  const watermark = detail.isWatermarked
    ? words.watermark(viewerEmail, formatDateTime(new Date(now).toISOString()))
    : null;
  const [zoomKeys] = useState(createZoomKeys);
  const { kind } = choosePreview(detail.derivatives);
  const isZoomed = detail.state === 'available' && (kind === 'picture' || kind === 'pages');
  const { compared, choices, compare, toggle } = useComparison(detail, standing === 'own');

  useEffect(() => {
    // Opened from the list or from the file before: whoever came by keyboard or screen reader is told where they are.
    if (!memory.isFresh) document.getElementById(headingId)?.focus({ preventScroll: true });
    memory.isFresh = false;
  }, [memory, headingId]);

  function showVersions(version: number | null): void {
    compare(version);
    // The part of the page that had the focus is gone.
    if (version === null) document.getElementById(headingId)?.focus({ preventScroll: true });
  }

  function toggleClaim(): void {
    if (busy !== null) return;
    if (standing === 'mine') void actions.release();
    else if (standing === 'free') void actions.claim();
    else if (standing === 'theirs') ask('take-over');
  }

  // The keys mean what is shown when they are pressed, so that the commands stay the same from render to render.
  const leave = () => (compared === null ? actions.goBack() : showVersions(null));
  const latest = useRef({ toggleClaim, toggle, leave, ...actions });
  // With what is drawn, not after it: a key may follow at once.
  useLayoutEffect(() => {
    latest.current = { toggleClaim, toggle, leave, ...actions };
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
      {
        id: 'template',
        label: templateTexts.insert.title,
        key: 't',
        icon: 'text',
        run: () => form.current?.insertTemplate(),
      },
      {
        id: 'claim',
        label: commandWords.claim,
        key: 'c',
        icon: 'person',
        run: () => latest.current.toggleClaim(),
      },
      { id: 'compare', label: comparisonTexts.command, key: 'v', run: () => latest.current.toggle() },
      ...(isZoomed ? zoomKeysOf : []).map(({ id, label, key }) => ({
        id: `zoom ${id}`,
        label,
        key,
        run: () => zoomKeys.press(id),
      })),
      { id: 'next', label: words.next, key: 'n', run: () => latest.current.openNext?.() },
      { id: 'previous', label: words.previous, key: 'p', run: () => latest.current.openPrevious?.() },
      { id: 'back', label: commandWords.back, key: 'Escape', run: () => latest.current.leave() },
    ],
    [isZoomed, zoomKeys],
  );
  usePageCommands(commands, loadShortcuts);

  // What belongs to a form or a dialog is said there.
  const isSaidThere =
    (problem?.action === 'assign' && isAssigning) ||
    problem?.action === 'decide' ||
    problem?.action === 'comment' ||
    problem?.action === question;
  const hasHistory =
    detail.versions.length > 1 ||
    (detail.decisions.length > 0 && standing !== 'decided' && standing !== 'waits');
  return (
    <div className={column}>
      <FileBar detail={detail} search={search} onPrevious={actions.openPrevious} onNext={actions.openNext} />
      {problem !== null && !isSaidThere && (
        <Notice
          look="bad"
          action={<IconButton icon="close" label={reviewTexts.problems.dismiss} onClick={actions.dismiss} />}
        >
          {problem.text}
        </Notice>
      )}
      {newer !== null && (
        <div role="status">
          <Notice
            look="wait"
            action={
              <Button look="secondary" onClick={actions.showNewer}>
                {reviewTexts.file.showNewer}
              </Button>
            }
          >
            {newer.version === detail.version
              ? reviewTexts.file.approvedMeanwhile
              : reviewTexts.file.newVersion}
          </Notice>
        </div>
      )}
      <ClaimBar
        detail={detail}
        standing={standing}
        now={now}
        busy={busy}
        isLost={state.isClaimLost || (detail.claim?.by.id === viewerId && standing === 'free')}
        onClaim={() => void actions.claim()}
        onRelease={() => void actions.release()}
        onTakeOver={() => ask('take-over')}
        onAssign={hasPermission(role, 'review.assign') ? () => setIsAssigning(true) : null}
      />
      {/* Beside the viewer on a wide screen; on a narrow one right after it, before what is only there to be read. */}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr]">
        {compared === null ? (
          <FileViewer
            detail={detail}
            watermark={watermark}
            zoomKeys={zoomKeys}
            onOriginal={() => ask('original')}
          />
        ) : (
          <VersionComparison
            detail={detail}
            compared={compared}
            choices={choices}
            compare={showVersions}
            watermark={watermark}
            zoomKeys={zoomKeys}
          />
        )}
        <div className={`${column} lg:col-start-2 lg:row-span-2 lg:row-start-1`}>
          <DecisionPanel
            standing={standing}
            state={state}
            viewerId={viewerId}
            draft={actions.draft}
            handle={form}
            onChange={actions.changeDraft}
            onDecide={(decision) => void actions.decide(decision)}
            onReopen={hasPermission(role, 'review.reopen') ? () => ask('reopen') : null}
          />
          <FileFacts
            detail={detail}
            now={now}
            onHold={
              hasPermission(role, 'review.hold') && standing !== 'own'
                ? () => ask(detail.isLegallyHeld ? 'lift' : 'hold')
                : null
            }
          />
        </div>
        <div className={`${column} lg:col-start-1`}>
          {detail.state === 'available' && compared === null && (
            <>
              <Extraction file={detail} source="review" />
              <ProcessorResults file={detail} source="review" />
            </>
          )}
          {hasHistory && (
            <VersionList detail={detail} viewerId={viewerId} choices={choices} onCompare={showVersions} />
          )}
          {standing !== 'own' && (
            <>
              <Comments state={state} viewerId={viewerId} now={now} run={actions.run} />
              <FileHistory
                detail={detail}
                viewerId={viewerId}
                mayAudit={hasPermission(role, 'audit.read')}
                now={now}
              />
            </>
          )}
        </div>
      </div>
      {isAssigning && (
        <AssignDialog
          detail={detail}
          viewerId={viewerId}
          isHeld={standing === 'theirs'}
          isBusy={busy === 'assign'}
          problem={problem?.action === 'assign' ? problem.text : null}
          onAssign={(to, reason) => void assign(to, reason)}
          onClose={() => setIsAssigning(false)}
        />
      )}
      {question !== null && (
        <FileQuestion
          key={question}
          kind={question}
          state={state}
          needsPassword={actions.needsPassword}
          onAnswer={(reason, password) => void actions.answer(question, reason, password)}
          onClose={() => {
            ask(null);
            if (problem?.action === question) actions.dismiss();
          }}
        />
      )}
    </div>
  );
}
