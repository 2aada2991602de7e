'use client';

import { lazy, Suspense } from 'react';
import type { PreviewProps } from './PreviewContent';

const PreviewContent = lazy(() =>
  import('./PreviewContent').then((module) => ({ default: module.PreviewContent })),
);

/** What can be seen of a file without the file itself; loaded by the pages that show it. */
export function Preview(props: PreviewProps) {
  return (
    <Suspense>
      <PreviewContent {...props} />
    </Suspense>
  );
}
