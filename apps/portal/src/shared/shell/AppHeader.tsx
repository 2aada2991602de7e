import Link from 'next/link';
import { Logo } from '@/shared/ui';
import type { Role } from '../auth/permissions';
import { destinationsOf } from './navigation';
import { SignOutButton } from './SignOutButton';

/** What the frame of a page shows of the person who is signed in. */
export type ShellViewer = { name: string; email: string; role: Role };

export function AppHeader({ viewer, current }: { viewer: ShellViewer; current: string }) {
  const destinations = destinationsOf(viewer.role);
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-6">
        <Link href="/" className="rounded-lg">
          <Logo />
        </Link>
        {destinations.length > 1 && (
          <nav aria-label="Main" className="order-last flex w-full gap-1 sm:order-none sm:w-auto">
            {destinations.map(({ href, label }) => (
              <Link
                key={href}
                href={href}
                aria-current={href === current ? 'page' : undefined}
                className="rounded-lg px-3 py-2 text-sm font-medium text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink"
              >
                {label}
              </Link>
            ))}
          </nav>
        )}
        <p className="ml-auto hidden min-w-0 truncate text-sm text-muted sm:block" title={viewer.name}>
          {viewer.email}
        </p>
        <div className="ml-auto sm:ml-0">
          <SignOutButton />
        </div>
      </div>
    </header>
  );
}
