import Link from 'next/link';
import { describeProblem, isSignedOutError } from '../api';
import { Button } from './Button';
import { primaryLink } from './linkLook';
import { Notice } from './Notice';

/** What failed, and the way on: sign in again when the session is over, else another try where that may help. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const isSignedOut = isSignedOutError(error);
  return (
    <Notice
      look={isSignedOut ? 'wait' : 'bad'}
      action={
        isSignedOut ? (
          <Link href="/sign-in" className={primaryLink}>
            Sign in
          </Link>
        ) : (
          onRetry && (
            <Button look="secondary" onClick={onRetry}>
              Try again
            </Button>
          )
        )
      }
    >
      {describeProblem(error)}
    </Notice>
  );
}
