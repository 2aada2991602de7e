import type { ComponentProps, MouseEvent } from 'react';

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong px-4',
  secondary: 'border border-line-strong/50 bg-surface text-ink hover:bg-sunken px-4',
  quiet: 'text-ink hover:bg-sunken px-3',
  danger: 'bg-bad text-on-accent hover:opacity-90 px-4',
  /** A square with an icon; give it an `aria-label`. */
  icon: 'text-muted hover:bg-sunken hover:text-ink w-10 pointer-coarse:w-11',
} as const;

type ButtonProps = ComponentProps<'button'> & {
  look?: keyof typeof looks;
  /** While busy a press does nothing; the button keeps the focus, which `disabled` would throw away. */
  isBusy?: boolean;
};

export function Button({
  look = 'secondary',
  type = 'button',
  className = '',
  isBusy = false,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={`inline-flex min-h-10 items-center justify-center gap-2 rounded-lg text-sm pointer-coarse:min-h-11 font-medium transition-colors disabled:opacity-50 aria-disabled:opacity-60 ${looks[look]} ${className}`}
      aria-disabled={isBusy || undefined}
      onClick={(event: MouseEvent<HTMLButtonElement>) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
      {...rest}
    />
  );
}
