import { type ComponentProps, type ReactNode, useId } from 'react';
import { Icon } from './Icon';

type SelectProps = Omit<ComponentProps<'select'>, 'id'> & {
  label: string;
  /** The label is read, but takes up no room. @default false */
  isLabelHidden?: boolean;
  hint?: string;
  error?: string | undefined;
  children: ReactNode;
};

/** A labelled choice of one; the platform's own, which knows every keyboard, wheel and phone. */
export function Select({
  label,
  isLabelHidden = false,
  hint,
  error,
  className = '',
  children,
  ...rest
}: SelectProps) {
  const id = useId();
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={className}>
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'mb-1.5 block text-sm font-medium'}>
        {label}
      </label>
      <div className="relative">
        <select
          id={id}
          className="block min-h-10 w-full appearance-none truncate rounded-lg border border-line-strong/60 bg-surface py-1.5 pr-9 pl-3 text-sm text-ink aria-invalid:border-bad pointer-coarse:min-h-11 pointer-coarse:text-base"
          aria-invalid={error ? true : undefined}
          aria-describedby={notes === '' ? undefined : notes}
          {...rest}
        >
          {children}
        </select>
        <Icon
          name="down"
          className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted"
        />
      </div>
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-sm text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1.5 text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
