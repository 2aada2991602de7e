'use client';

import { Button, MessagePage } from '@/shared/ui';

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <MessagePage
      title="Something went wrong on our side"
      action={
        <>
          <Button look="primary" onClick={reset}>
            Try again
          </Button>
          <Button onClick={() => location.assign('/')}>Go to my files</Button>
        </>
      }
    >
      <p>Nothing you uploaded is lost. Try again in a moment.</p>
      {error.digest && <p className="mt-2 text-sm">Reference for support: {error.digest}</p>}
    </MessagePage>
  );
}
