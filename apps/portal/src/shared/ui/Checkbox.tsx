'use client';

import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from 'react';

type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'id' | 'ref'> & {
  label: ReactNode;
  /** The label is read, but takes up no room. @default false */
  isLabelHidden?: boolean;
  /** Some of what it stands for is chosen. */
  isMixed?: boolean;
};

/** The platform's own box with a label; the whole square around it can be touched. */
export function Checkbox({
  label,
  isLabelHidden = false,
  isMixed = false,
  className = '',
  ...rest
}: CheckboxProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (input.current !== null) input.current.indeterminate = isMixed;
  }, [isMixed]);

  return (
    <label
      htmlFor={id}
      className={`flex min-h-10 items-center gap-2.5 text-sm pointer-coarse:min-h-11 ${
        isLabelHidden ? 'min-w-10 justify-center pointer-coarse:min-w-11' : ''
      } ${className}`}
    >
      <input
        ref={input}
        id={id}
        type="checkbox"
        className="size-[1.15rem] shrink-0 accent-accent"
        {...rest}
      />
      <span className={isLabelHidden ? 'sr-only' : ''}>{label}</span>
    </label>
  );
}
