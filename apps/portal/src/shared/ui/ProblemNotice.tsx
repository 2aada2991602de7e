import { generalTexts } from '@/shared/texts';
import { describeProblem, isSignedOutError } from '../api';
import { Button } from './Button';
import { Notice } from './Notice';

/** What failed, and another try. That the session is over is said once, by the frame of the page. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (isSignedOutError(error)) return null;
  return (
    <Notice
      look="bad"
      action={
        onRetry && (
          <Button look="secondary" onClick={onRetry}>
            {generalTexts.tryAgain}
          </Button>
        )
      }
    >
      {describeProblem(error)}
    </Notice>
  );
}
