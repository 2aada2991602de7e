import type { ReactNode } from 'react';

const looks = {
  good: 'bg-good-soft text-good',
  wait: 'bg-wait-soft text-wait',
  bad: 'bg-bad-soft text-bad',
  accent: 'bg-accent-soft text-accent',
  plain: 'bg-sunken text-muted',
} as const;

export type BadgeLook = keyof typeof looks;

type BadgeProps = {
  look?: BadgeLook;
  /** Something goes on without anybody doing anything. */
  isMoving?: boolean;
  /** For tests and styles: the state it stands for. */
  'data-state'?: string;
  children: ReactNode;
};

/** A state in one or two words. The colour only repeats what the words say. */
export function Badge({ look = 'plain', isMoving = false, children, ...rest }: BadgeProps) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap ${looks[look]}`}
      {...rest}
    >
      <span className={`size-1.5 rounded-full bg-current ${isMoving ? 'animate-pulse' : ''}`} />
      {children}
    </span>
  );
}
