'use client';

import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Button } from './Button';
import type { IconName } from './Icon';

export type MenuItem =
  | {
      label: string;
      icon?: IconName;
      onSelect?: () => void;
      /** Goes there instead. */
      href?: string;
      look?: 'plain' | 'danger';
      /** One of a group of choices; `true` is the chosen one. */
      isChecked?: boolean;
      isDisabled?: boolean;
    }
  | { heading: string }
  | 'separator';

export type MenuButtonProps = {
  label: string;
  items: readonly MenuItem[];
  look?: 'icon' | 'secondary' | 'quiet';
  className?: string;
  tabIndex?: number;
  children: ReactNode;
};

const load = () => import('./OpenMenu');
const OpenMenu = lazy(() => load().then(({ OpenMenu: component }) => ({ default: component })));

/** A button with a menu. The menu's code comes when somebody is about to open one for the first time. */
export function MenuButton({ label, items, look = 'icon', className = '', ...rest }: MenuButtonProps) {
  const [isWanted, setIsWanted] = useState(false);
  const button = (
    <Button
      look={look}
      className={className}
      aria-label={label}
      title={label}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={load}
      onFocus={load}
      onClick={() => setIsWanted(true)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        setIsWanted(true);
      }}
      {...rest}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <OpenMenu label={label} items={items} look={look} className={className} {...rest} />
    </Suspense>
  );
}
