'use client';

import { lazy, Suspense } from 'react';
import { extractionKind } from '@/shared/extractions';
import type { ExtractionProps } from './ExtractionSection';

const ExtractionSection = lazy(() =>
  import('./ExtractionSection').then((module) => ({ default: module.ExtractionSection })),
);

/** What was read out of a file, where anything is; loaded by the pages that show it. */
export function Extraction(props: ExtractionProps) {
  if (extractionKind(props.file.contentType) === null) return null;
  return (
    <Suspense>
      <ExtractionSection {...props} />
    </Suspense>
  );
}
