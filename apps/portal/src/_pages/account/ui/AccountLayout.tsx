import type { ReactNode } from 'react';
import { Logo } from '@/shared/ui';

export function AccountLayout({
  title,
  lead,
  children,
  footer,
}: {
  title: string;
  lead: string;
  children: ReactNode;
  footer: ReactNode;
}) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[26rem] flex-col justify-center px-4 py-10">
      <div className="mb-6 px-1">
        <Logo />
      </div>
      <div className="rounded-2xl border border-line bg-surface p-6 shadow-card sm:p-8">
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-1 mb-6 text-pretty text-muted">{lead}</p>
        {children}
      </div>
      <p className="mt-6 px-1 text-sm text-muted">{footer}</p>
    </main>
  );
}
