import Link from 'next/link';
import { Logo } from '@/shared/ui';
import { SignOutButton } from './SignOutButton';

export function AppHeader({ viewer }: { viewer: { name: string; email: string } }) {
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex max-w-4xl items-center gap-4 px-4 py-3 sm:px-6">
        <Link href="/" className="rounded-lg">
          <Logo />
        </Link>
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
