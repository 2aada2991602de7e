'use client';

import { lazy, Suspense } from 'react';
import type { ResultsProps } from './ResultsSection';

const ResultsSection = lazy(() =>
  import('./ResultsSection').then((module) => ({ default: module.ResultsSection })),
);

/** What the operator's processors came to with a file, where there are any; loaded by the pages that show it. */
export function ProcessorResults(props: ResultsProps) {
  return (
    <Suspense>
      <ResultsSection {...props} />
    </Suspense>
  );
}
