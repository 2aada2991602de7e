import type { ReactNode } from 'react';
import { Logo } from './Logo';

/** A whole page that says one thing. */
export function MessagePage({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action: ReactNode;
}) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-6 px-5 py-10">
      <Logo />
      <div>
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        <div className="mt-2 text-muted">{children}</div>
      </div>
      <div className="flex flex-wrap gap-3">{action}</div>
    </main>
  );
}
