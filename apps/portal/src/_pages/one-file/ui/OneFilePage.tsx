import Link from 'next/link';
import { Logo, textLink } from '@/shared/ui';
import { OneFileForm } from './OneFileForm';

/** The shortest way through the system: three layers, one file, no engine. What a first integration looks like. */
export function OneFilePage() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-6 px-5 py-10">
      <Logo />
      <div>
        <h1 className="text-2xl font-semibold tracking-tight">Send one file</h1>
        <p className="mt-1 text-muted">Up to 25 MB. It goes straight to the private store.</p>
      </div>
      <OneFileForm />
      <p className="text-sm text-muted">
        Many files, or large ones?{' '}
        <Link href="/" className={textLink}>
          Go to my files
        </Link>
      </p>
    </main>
  );
}
