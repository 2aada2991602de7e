'use client';

import './globals.css';

/** The last resort, when not even the frame of a page can be drawn. Every page loads it, so it brings nothing along. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Valet Key</title>
        <main className="mx-auto grid min-h-dvh max-w-md content-center gap-6 px-5 py-10">
          <h1 className="text-2xl font-semibold tracking-tight">Something went wrong on our side</h1>
          <p className="text-muted">
            Nothing you uploaded is lost. Try again in a moment, or reload the page.
          </p>
          <button
            type="button"
            onClick={reset}
            className="min-h-11 justify-self-start rounded-lg bg-accent px-4 text-sm font-medium text-on-accent hover:bg-accent-strong"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
