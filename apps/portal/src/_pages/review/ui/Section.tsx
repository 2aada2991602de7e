import { type ReactNode, useId } from 'react';

type SectionProps = {
  title: string;
  /** Under the title, in a sentence. */
  hint?: string;
  children: ReactNode;
};

/** A part of the file's page. */
export function Section({ title, hint, children }: SectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="rounded-2xl border border-line bg-surface p-4 shadow-card sm:p-5"
    >
      <h2 id={id} className="font-semibold">
        {title}
      </h2>
      {hint !== undefined && <p className="text-sm text-muted">{hint}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}
