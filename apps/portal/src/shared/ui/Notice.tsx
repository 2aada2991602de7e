import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

const looks = {
  bad: { box: 'bg-bad-soft text-bad', icon: 'alert' },
  wait: { box: 'bg-wait-soft text-wait', icon: 'alert' },
  good: { box: 'bg-good-soft text-good', icon: 'check' },
} as const satisfies Record<string, { box: string; icon: IconName }>;

/** A message that matters now. `bad` interrupts a screen reader, the others wait for a pause. */
export function Notice({
  look,
  icon = looks[look].icon,
  children,
  action,
}: {
  look: keyof typeof looks;
  /** @default what goes with the look */
  icon?: IconName;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div
      role={look === 'bad' ? 'alert' : 'status'}
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg px-4 py-3 text-sm ${looks[look].box}`}
    >
      <Icon name={icon} />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}
