import type { ReactNode } from 'react';
import { auditTexts } from '@/shared/texts';
import { Button } from '@/shared/ui';

type AboutProps = { question: string; id: string; children: ReactNode; onClear: () => void };

/** The question that is being answered, and of what. */
export function About({ question, id, children, onClear }: AboutProps) {
  return (
    <section
      aria-label={question}
      className="flex flex-wrap items-start justify-between gap-4 rounded-2xl border border-accent bg-accent-soft p-5"
    >
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <h2 className="text-lg font-semibold tracking-tight">{question}</h2>
        {children}
        <p className="mt-1 font-mono text-xs text-muted">
          <bdi>{id}</bdi>
        </p>
      </div>
      <Button onClick={onClear}>{auditTexts.about.clear}</Button>
    </section>
  );
}
