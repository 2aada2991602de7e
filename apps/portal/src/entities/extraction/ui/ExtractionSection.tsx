'use client';

import { useEffect, useId } from 'react';
import { describeProblem, useLoaded } from '@/shared/api';
import { extractionKind } from '@/shared/extractions';
import { generalTexts, extractionTexts as texts } from '@/shared/texts';
import { Button, ExportButton, Notice, Skeleton } from '@/shared/ui';
import { exportFacts, readExtraction } from '../api/extraction';
import { describeReason } from '../model/describeReason';
import type { Extracted, ExtractionSource } from '../model/Extraction';
import { ArchiveListing } from './ArchiveListing';
import { DocumentFacts } from './DocumentFacts';
import { ImageFacts } from './ImageFacts';
import { RecordingFacts } from './RecordingFacts';
import { TableFigures } from './TableFigures';
import { TextView } from './TextView';

export type ExtractionProps = {
  file: { id: string; version: number; contentType: string };
  source: ExtractionSource;
};

/** Between two questions while the file is being read, in milliseconds. */
const pauseMs = 2_000;
/** In the page it is a part beside others, in the details of a file one below the other. */
const looks = {
  own: { section: 'mt-6', Heading: 'h3' },
  review: { section: 'rounded-2xl border border-line bg-surface p-4 shadow-card sm:p-5', Heading: 'h2' },
} as const;

function Content({ extracted }: { extracted: Extracted }) {
  switch (extracted.kind) {
    case 'archive':
      return <ArchiveListing archive={extracted} />;
    case 'table':
      return <TableFigures extracted={extracted} />;
    case 'document':
      return <DocumentFacts document={extracted} />;
    case 'text':
      return <TextView extracted={extracted} />;
    case 'image':
      return <ImageFacts image={extracted} />;
    case 'recording':
      return <RecordingFacts recording={extracted} />;
  }
}

/** What was read out of the current version of a file, or why there is nothing. */
export function ExtractionSection({ file, source }: ExtractionProps) {
  const id = useId();
  const { value, error, reload } = useLoaded(`${source} ${file.id} ${file.version}`, (signal) =>
    readExtraction(file.id, source, signal),
  );
  const isWaiting = value?.state === 'pending' && error === null;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(reload, pauseMs);
    return () => clearInterval(timer);
  }, [isWaiting, reload]);
  const kind = value?.kind ?? extractionKind(file.contentType);
  if (kind === null) return null;
  const { section, Heading } = looks[source];
  return (
    <section aria-labelledby={id} aria-busy={value === null && error === null} className={section}>
      <Heading id={id} className="font-semibold">
        {texts[kind].title}
      </Heading>
      <div className="mt-3 text-sm">
        {error !== null ? (
          <Notice look="bad" action={<Button onClick={reload}>{generalTexts.tryAgain}</Button>}>
            {texts.failed} {describeProblem(error)}
          </Notice>
        ) : value === null ? (
          <Skeleton />
        ) : value.extracted !== null ? (
          <>
            <Content extracted={value.extracted} />
            <div className="mt-4 flex justify-start">
              <ExportButton name="facts" read={(signal) => exportFacts(file.id, source, signal)} />
            </div>
          </>
        ) : (
          <p role="status" className="text-muted">
            {value.state === 'pending' ? texts.reading : describeReason(value.reason)}
          </p>
        )}
      </div>
    </section>
  );
}
