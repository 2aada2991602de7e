import { useId } from 'react';

type RadioGroupProps<Value extends string> = {
  legend: string;
  value: Value;
  options: readonly { value: Value; label: string; hint?: string }[];
  onChange: (value: Value) => void;
};

/** A choice of one among few, each with its meaning in a sentence. */
export function RadioGroup<Value extends string>({
  legend,
  value,
  options,
  onChange,
}: RadioGroupProps<Value>) {
  const id = useId();
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <div className="grid gap-2">
        {options.map((option) => (
          <div
            key={option.value}
            className="relative flex gap-3 rounded-lg border border-line px-3 py-2.5 has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              id={`${id}-${option.value}`}
              type="radio"
              name={id}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              aria-describedby={option.hint === undefined ? undefined : `${id}-${option.value}-hint`}
              className="relative z-10 mt-0.5 size-5 shrink-0 accent-accent"
            />
            <div className="min-w-0">
              {/* The whole row is the target. */}
              <label
                htmlFor={`${id}-${option.value}`}
                className="block text-sm font-medium after:absolute after:inset-0"
              >
                {option.label}
              </label>
              {option.hint !== undefined && (
                <p id={`${id}-${option.value}-hint`} className="mt-0.5 text-sm text-muted">
                  {option.hint}
                </p>
              )}
            </div>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
