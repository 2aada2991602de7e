'use client';

import { useEffect, useId, useRef } from 'react';
import { choosePreview, describeMissing, Preview, type ZoomKeys } from '@/entities/derivative';
import { ExtractionChanges, type VersionContent } from '@/entities/extraction';
import { describeState } from '@/entities/file';
import type { ReviewDetail } from '@/entities/review';
import { describeProblem, useLoaded } from '@/shared/api';
import { extractionKind } from '@/shared/extractions';
import { formatBytes, formatDateTime, formatFigure } from '@/shared/lib';
import { comparisonTexts as texts } from '@/shared/texts';
import { Button, IconButton, Notice, Select, Skeleton } from '@/shared/ui';
import { type ComparedVersion, readVersion } from '../api/versions';
import type { Comparison } from '../model/useComparison';

const words = texts.facts;

/** In words, and exactly where the words are not: a changed letter is a changed size. */
function describeSize(size: number | null): string | null {
  if (size === null) return null;
  return size < 1_024 ? formatBytes(size) : words.exactSize(formatBytes(size), formatFigure(size));
}

function contentOf(one: ComparedVersion): VersionContent {
  const { version, name, size, contentType, state, checksumSha256, extraction } = one;
  return {
    version,
    extraction,
    facts: [
      [words.name, name],
      [words.size, describeSize(size)],
      [words.type, contentType],
      [words.check, describeState(state).label],
      [words.checksum, checksumSha256],
    ],
  };
}

const isStillRead = ({ state, extraction, contentType }: ComparedVersion) =>
  state === 'available' &&
  (extraction?.state === 'pending' || (extraction === null && extractionKind(contentType) !== null));

type SideProps = { fileId: string; one: ComparedVersion; watermark: string | null; zoomKeys: ZoomKeys };

function Side({ fileId, one, watermark, zoomKeys }: SideProps) {
  const id = useId();
  const choice = choosePreview(one.derivatives);
  return (
    <section aria-labelledby={id} className="min-w-0">
      <h3 id={id} className="font-semibold">
        {texts.version(one.version)}
      </h3>
      <p className="mb-2 text-sm text-muted">
        <time dateTime={one.createdAt}>{formatDateTime(one.createdAt)}</time>
      </p>
      {one.state === 'available' && choice.kind !== 'none' ? (
        <Preview
          file={{ id: fileId, version: one.version, name: one.name }}
          choice={choice}
          watermark={watermark}
          zoomKeys={zoomKeys}
        />
      ) : (
        <p className="rounded-lg border border-dashed border-line-strong/60 px-4 py-8 text-center text-sm text-balance text-muted">
          {one.state !== 'available'
            ? texts.notAvailable
            : choice.kind === 'none' && choice.reason !== null
              ? describeMissing(choice.reason)
              : texts.noPicture}
        </p>
      )}
    </section>
  );
}

type VersionComparisonProps = Pick<Comparison, 'choices' | 'compare'> & {
  detail: ReviewDetail;
  compared: number;
  /** What is written across the previews; `null` for nothing. */
  watermark: string | null;
  /** Both are zoomed by the keys, each by its own buttons. */
  zoomKeys: ZoomKeys;
};

/** Two versions of a file side by side, the earlier one first, and what differs between them. */
export function VersionComparison(props: VersionComparisonProps) {
  const { detail, compared, choices, compare, watermark, zoomKeys } = props;
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const [first, second] = [compared, detail.version].sort((a, b) => a - b) as [number, number];
  const {
    value: loaded,
    error,
    reload,
  } = useLoaded(`${detail.id} ${first} ${second}`, (signal) =>
    Promise.all([readVersion(detail.id, first, signal), readVersion(detail.id, second, signal)]),
  );
  // While others are on their way the ones before are still there, and are not what the title says.
  const value = loaded?.[0].version === first && loaded[1].version === second ? loaded : null;
  useEffect(() => heading.current?.focus(), []);
  return (
    <section
      aria-labelledby={id}
      aria-busy={value === null && error === null}
      className="grid grid-cols-[minmax(0,1fr)] gap-4 rounded-2xl border border-line bg-surface p-4 shadow-card sm:p-5"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2
          id={id}
          ref={heading}
          tabIndex={-1}
          className="min-w-0 flex-1 font-semibold text-balance outline-offset-4"
        >
          {texts.title(first, second)}
        </h2>
        {choices.length > 1 && (
          <Select
            label={texts.with}
            isLabelHidden
            value={compared}
            onChange={(event) => compare(Number(event.target.value))}
          >
            {choices.map((version) => (
              <option key={version} value={version}>
                {texts.version(version)}
              </option>
            ))}
          </Select>
        )}
        <IconButton icon="close" label={texts.close} onClick={() => compare(null)} />
      </div>
      {error !== null ? (
        <Notice look="bad" action={<Button onClick={reload}>{texts.again}</Button>}>
          {texts.failed} {describeProblem(error)}
        </Notice>
      ) : value === null ? (
        <Skeleton />
      ) : (
        <>
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 sm:grid-cols-2">
            {value.map((one) => (
              <Side
                key={one.version}
                fileId={detail.id}
                one={one}
                watermark={watermark}
                zoomKeys={zoomKeys}
              />
            ))}
          </div>
          {value.some(isStillRead) && (
            <Notice look="wait" action={<Button onClick={reload}>{texts.again}</Button>}>
              {texts.stillReading}
            </Notice>
          )}
          <ExtractionChanges before={contentOf(value[0])} after={contentOf(value[1])} />
        </>
      )}
    </section>
  );
}
