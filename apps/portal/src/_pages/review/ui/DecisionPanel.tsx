'use client';

import type { ComponentProps } from 'react';
import { reviewTexts } from '@/shared/texts';
import { Button } from '@/shared/ui';
import { hasText } from '../model/Draft';
import { describeReview } from '../model/describeReview';
import { firstApproval, type Standing } from '../model/describeStanding';
import { DecisionForm } from './DecisionForm';
import { DecisionText } from './DecisionText';
import { Section } from './Section';

const words = reviewTexts.decision;

type DecisionPanelProps = Omit<ComponentProps<typeof DecisionForm>, 'isBlocked'> & {
  standing: Standing;
  viewerId: string;
  /** `null` for who may not take a decision up again. */
  onReopen: (() => void) | null;
};

/** What the viewer may decide, or why not and what to do instead. Text that was typed before stays in sight. */
export function DecisionPanel({ standing, viewerId, onReopen, ...form }: DecisionPanelProps) {
  const { detail, busy } = form.state;
  const latest = detail.decisions.find(({ version }) => version === detail.version);
  const isBlocked = standing !== 'free' && standing !== 'mine';
  const first = firstApproval(detail);
  const problem = form.state.problem?.action === 'decide';
  return (
    <Section title={words.title}>
      {standing === 'own' && <p className="text-sm">{words.own}</p>}
      {standing === 'unreadable' && (
        <p className="text-sm text-muted">
          {detail.state === 'uploaded' || detail.state === 'verifying' ? words.notReady : words.notOpenable}
        </p>
      )}
      {standing === 'theirs' && (
        <p className="text-sm text-muted">{words.claimedByOther(detail.claim?.by.name ?? '')}</p>
      )}
      {standing === 'waits' && latest !== undefined && (
        <div className="text-sm">
          <p>{latest.by.id === viewerId ? words.waitsForOther : words.waits(latest.by.name)}</p>
          <DecisionText decision={latest} viewerId={viewerId} />
        </div>
      )}
      {!isBlocked && first !== null && (
        <div className="mb-4 text-sm">
          <p>{words.second(first.by.name)}</p>
          <DecisionText decision={first} viewerId={viewerId} />
        </div>
      )}
      {standing === 'decided' && (
        <div className="grid gap-3 text-sm">
          <p className="text-muted">{words.decided(describeReview(detail.review).label)}</p>
          {latest !== undefined && <DecisionText decision={latest} viewerId={viewerId} />}
          {onReopen === null ? (
            <p className="text-muted">{words.reopenByLead}</p>
          ) : (
            <Button className="justify-self-start" onClick={onReopen} isBusy={busy !== null}>
              {words.reopen}
            </Button>
          )}
        </div>
      )}
      {(!isBlocked || (standing !== 'own' && (problem || hasText(form.draft)))) && (
        <div className={isBlocked ? 'mt-4' : ''}>
          <DecisionForm {...form} isBlocked={isBlocked} />
        </div>
      )}
    </Section>
  );
}
