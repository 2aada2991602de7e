import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

/** What stands where a list would be: what is missing, and what to do about it. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="px-5 py-12 text-center">
      <Icon name={icon} className="mx-auto size-8 text-muted" />
      <p className="mt-3 font-medium [overflow-wrap:anywhere]">{title}</p>
      {children !== undefined && <p className="mx-auto mt-1 max-w-md text-sm text-muted">{children}</p>}
      {action !== undefined && <div className="mt-4 flex justify-center">{action}</div>}
    </div>
  );
}
