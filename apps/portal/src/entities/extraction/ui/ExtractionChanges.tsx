'use client';

import { lazy, Suspense } from 'react';
import { Skeleton } from '@/shared/ui';
import type { ExtractionChangesProps } from './ExtractionChangesContent';

const ExtractionChangesContent = lazy(() =>
  import('./ExtractionChangesContent').then((module) => ({ default: module.ExtractionChangesContent })),
);

/** What differs between two versions of a file; loaded when somebody compares. */
export function ExtractionChanges(props: ExtractionChangesProps) {
  return (
    <Suspense fallback={<Skeleton />}>
      <ExtractionChangesContent {...props} />
    </Suspense>
  );
}
