import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

type CheckboxFieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & {
  label: ReactNode;
  /** What it means, in a sentence. */
  hint?: ReactNode;
};

/** A yes-or-no with its sentence; the whole text is the target. */
export function CheckboxField({ label, hint, className = '', ...rest }: CheckboxFieldProps) {
  const id = useId();
  return (
    <div className={`flex items-start gap-3 ${className}`}>
      <input
        id={id}
        type="checkbox"
        className="mt-0.5 size-5 shrink-0 accent-accent"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        {...rest}
      />
      <div className="min-w-0">
        <label htmlFor={id} className="block text-sm font-medium">
          {label}
        </label>
        {hint !== undefined && (
          <div id={`${id}-hint`} className="mt-0.5 text-sm text-muted">
            {hint}
          </div>
        )}
      </div>
    </div>
  );
}
