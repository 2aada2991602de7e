import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

type EmptyStateProps = { icon: IconName; title: ReactNode; children?: ReactNode; action?: ReactNode };

/** What a list says when there is nothing in it: why, and what to do. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center px-5 py-12 text-center">
      <Icon name={icon} className="size-8 text-muted" />
      <p className="mt-3 font-medium [overflow-wrap:anywhere]">{title}</p>
      {children !== undefined && <p className="mt-1 max-w-md text-sm text-balance text-muted">{children}</p>}
      {action !== undefined && <div className="mt-4">{action}</div>}
    </div>
  );
}
