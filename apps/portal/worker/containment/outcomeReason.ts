import type { ContainedOutcome } from './runContained';

/** Why nothing came of a file, in the word that is recorded and that the portal has a sentence for. */
export function outcomeReason(outcome: Exclude<ContainedOutcome, { kind: 'done' }>): string {
  switch (outcome.kind) {
    case 'limit':
      return 'too_much_work';
    case 'tool_missing':
      return 'tool_missing';
    case 'not_contained':
      return 'not_contained';
    case 'unreadable':
      return 'unreadable';
  }
}
