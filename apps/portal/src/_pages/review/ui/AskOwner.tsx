'use client';

import { lazy, Suspense, useState } from 'react';
import { requestTexts } from '@/shared/texts';
import { announce, Button } from '@/shared/ui';

const AskDialog = lazy(() =>
  import('@/entities/document-request').then((module) => ({ default: module.AskDialog })),
);

/** Asks the file's owner for another document. */
export function AskOwner({ owner }: { owner: { id: string; name: string } }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button className="mt-2" onClick={() => setIsOpen(true)}>
        {requestTexts.askOwner}
      </Button>
      <Suspense>
        {isOpen && (
          <AskDialog
            person={owner}
            onClose={() => setIsOpen(false)}
            onAsked={(request) => {
              setIsOpen(false);
              announce(requestTexts.form.done(request.name));
            }}
          />
        )}
      </Suspense>
    </>
  );
}
