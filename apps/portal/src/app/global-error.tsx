'use client';

import { Button, MessagePage } from '@/shared/ui';
import './globals.css';

export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Valet Key</title>
        <MessagePage
          title="Something went wrong on our side"
          action={
            <Button look="primary" onClick={reset}>
              Try again
            </Button>
          }
        >
          <p>Nothing you uploaded is lost. Try again in a moment, or reload the page.</p>
        </MessagePage>
      </body>
    </html>
  );
}
