import { type SelectHTMLAttributes, useId } from 'react';

type SelectFieldProps = SelectHTMLAttributes<HTMLSelectElement> & {
  label: string;
  options: readonly { value: string; label: string }[];
  hint?: string;
  error?: string | undefined;
  /** In a row of filters the label is for screen readers; the chosen option says the rest. */
  isCompact?: boolean;
};

/** A labelled choice of one; the browser's own control, which every keyboard and phone knows. */
export function SelectField({
  label,
  options,
  hint,
  error,
  isCompact = false,
  className = '',
  ...rest
}: SelectFieldProps) {
  const id = useId();
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={className}>
      <label htmlFor={id} className={isCompact ? 'sr-only' : 'mb-1.5 block text-sm font-medium'}>
        {label}
      </label>
      <select
        id={id}
        className={`block w-full rounded-lg border bg-surface px-3 text-ink aria-invalid:border-bad ${
          isCompact ? 'min-h-10 border-line-strong/60 text-sm' : 'min-h-11 border-line-strong text-base'
        }`}
        aria-invalid={error ? true : undefined}
        aria-describedby={notes === '' ? undefined : notes}
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
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
