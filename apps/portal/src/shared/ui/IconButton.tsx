import type { ComponentProps } from 'react';
import { Button } from './Button';
import { Icon, type IconName } from './Icon';

type IconButtonProps = Omit<ComponentProps<typeof Button>, 'look' | 'children' | 'aria-label'> & {
  icon: IconName;
  /** Its name for a screen reader; names the thing it acts on where there are many alike. */
  label: string;
  /** What the pointer is told; the label otherwise. */
  hint?: string;
};

/** A square button that shows only an icon and has its name in words. */
export function IconButton({ icon, label, hint = label, ...rest }: IconButtonProps) {
  return (
    <Button look="icon" aria-label={label} title={hint} {...rest}>
      <Icon name={icon} />
    </Button>
  );
}
