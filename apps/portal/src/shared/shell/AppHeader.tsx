import { shellTexts } from '@/shared/texts';
import { Logo } from '@/shared/ui';
import { hasPermission, type Role } from '../auth/permissions';
import { AccountMenu } from './AccountMenu';
import { CommandCentre } from './CommandCentre';
import { NotificationBell } from './NotificationBell';
import { destinationsOf } from './navigation';

/** What the frame of a page shows of the person who is signed in. */
export type ShellViewer = { name: string; email: string; role: Role };

/** Plain links: going to another place leaves the page, so that it asks while something is being uploaded. */
export function AppHeader({ viewer, current }: { viewer: ShellViewer; current: string }) {
  const destinations = destinationsOf(viewer.role);
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 sm:px-6">
        <a href="/" className="rounded-lg">
          <Logo />
        </a>
        {destinations.length > 1 && (
          <nav
            aria-label={shellTexts.navigation}
            className="order-last -mx-1 flex w-full flex-wrap gap-1 sm:order-none sm:mx-0 sm:w-auto"
          >
            {destinations.map(({ href, label }) => (
              <a
                key={href}
                href={href}
                aria-current={href === current ? 'page' : undefined}
                className="inline-flex min-h-10 items-center whitespace-nowrap rounded-lg px-2 sm:px-3 text-sm font-medium text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink pointer-coarse:min-h-11"
              >
                {label}
              </a>
            ))}
          </nav>
        )}
        <p
          className="ml-auto hidden max-w-56 min-w-0 truncate text-sm text-muted md:block"
          title={viewer.name}
        >
          {viewer.email}
        </p>
        <div className="-mr-2 ml-auto flex items-center md:ml-0">
          <CommandCentre destinations={destinations} />
          <NotificationBell isTeam={hasPermission(viewer.role, 'review.read')} />
          <AccountMenu email={viewer.email} />
        </div>
      </div>
    </header>
  );
}
