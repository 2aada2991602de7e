import type { ButtonHTMLAttributes } from 'react';

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong px-4',
  secondary: 'border border-line-strong/50 bg-surface text-ink hover:bg-sunken px-4',
  quiet: 'text-ink hover:bg-sunken px-3',
  danger: 'bg-bad text-on-accent hover:opacity-90 px-4',
  /** A square with an icon; give it an `aria-label`. */
  icon: 'text-muted hover:bg-sunken hover:text-ink w-10',
} as const;

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { look?: keyof typeof looks };

export function Button({ look = 'secondary', type = 'button', className = '', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={`inline-flex min-h-10 items-center justify-center gap-2 rounded-lg text-sm font-medium transition-colors disabled:opacity-50 ${looks[look]} ${className}`}
      {...rest}
    />
  );
}
