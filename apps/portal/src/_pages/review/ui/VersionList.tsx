'use client';

import { FileName } from '@/entities/file';
import type { ReviewDetail } from '@/entities/review';
import { formatBytes, formatDateTime } from '@/shared/lib';
import { comparisonTexts, reviewTexts } from '@/shared/texts';
import { Badge, Button } from '@/shared/ui';
import { describeReview } from '../model/describeReview';
import { DecisionText } from './DecisionText';
import { Section } from './Section';

type VersionListProps = {
  detail: ReviewDetail;
  viewerId: string;
  /** Versions that the current one can be compared with. */
  choices: readonly number[];
  onCompare: (version: number) => void;
};

/** Every version that arrived, newest first, with what was decided about it. */
export function VersionList({ detail, viewerId, choices, onCompare }: VersionListProps) {
  const { versions, decisions } = detail;
  return (
    <Section title={reviewTexts.file.versions}>
      <ol className="-my-3 divide-y divide-line text-sm">
        {versions.map((version) => {
          const { label, look } = describeReview(version.review);
          return (
            <li key={version.version} className="py-3">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium">{reviewTexts.file.versionTitle(version.version)}</span>
                {version.version === detail.version && (
                  <span className="text-muted">{reviewTexts.file.current}</span>
                )}
                <Badge look={look}>{label}</Badge>
                {choices.includes(version.version) && (
                  <Button
                    className="ml-auto"
                    aria-label={comparisonTexts.open(version.version, detail.version)}
                    onClick={() => onCompare(version.version)}
                  >
                    {comparisonTexts.openShort}
                  </Button>
                )}
              </p>
              <p className="mt-1 text-muted [overflow-wrap:anywhere]">
                <FileName name={version.name} />
              </p>
              <p className="text-muted">
                {version.size !== null && `${formatBytes(version.size)} · `}
                <time dateTime={version.createdAt}>{formatDateTime(version.createdAt)}</time>
              </p>
              {decisions
                .filter((decision) => decision.version === version.version)
                .map((decision) => (
                  <DecisionText key={decision.id} decision={decision} viewerId={viewerId} />
                ))}
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
