import type { StorageState } from 'valetkey/protocol';
import { describeState } from '../model/describeState';

const looks = {
  good: 'bg-good-soft text-good',
  wait: 'bg-wait-soft text-wait',
  bad: 'bg-bad-soft text-bad',
  plain: 'bg-sunken text-muted',
} as const;

export function StateBadge({ state }: { state: StorageState }) {
  const { label, look } = describeState(state);
  return (
    <span
      data-state={state}
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap ${looks[look]}`}
    >
      <span className={`size-1.5 rounded-full bg-current ${look === 'wait' ? 'animate-pulse' : ''}`} />
      {label}
    </span>
  );
}
