import { type ComponentProps, useId } from 'react';

type TextAreaProps = Omit<ComponentProps<'textarea'>, 'id'> & {
  label: string;
  hint?: string;
  error?: string | undefined;
};

/** A labelled text of some lines; it grows with what is typed where the browser can do that. */
export function TextArea({ label, hint, error, className = '', ...rest }: TextAreaProps) {
  const id = useId();
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={3}
        className="block field-sizing-content max-h-80 min-h-20 w-full rounded-lg border border-line-strong/60 bg-surface px-3 py-2 text-sm text-ink placeholder:text-muted aria-invalid:border-bad pointer-coarse:text-base"
        aria-invalid={error ? true : undefined}
        aria-describedby={notes === '' ? undefined : notes}
        {...rest}
      />
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
