'use client';

import { type ReactNode, useId } from 'react';
import { type ModalProps, useModal } from './useModal';

const widths = { small: 'max-w-md', wide: 'max-w-xl' } as const;

type DialogProps = {
  title: ReactNode;
  /** Read with the title when it opens. */
  description?: ReactNode;
  /** The title is read, but not shown. @default false */
  isTitleHidden?: boolean;
  width?: keyof typeof widths;
  onClose: () => void;
  children?: ReactNode | ((close: () => void) => ReactNode);
};

/** Something that has to be answered before anything else. Escape and a press beside it close it without doing anything. */
export function Dialog({
  title,
  description,
  isTitleHidden = false,
  width = 'small',
  onClose,
  children,
}: DialogProps) {
  const id = useId();
  const modal: ModalProps = useModal({ onClose });
  return (
    <dialog
      {...modal}
      aria-labelledby={`${id}-title`}
      aria-describedby={description === undefined ? undefined : `${id}-text`}
      className={`modal m-auto max-h-[calc(100dvh-2rem)] overflow-y-auto w-[calc(100%-2rem)] rounded-2xl border border-line bg-surface text-ink shadow-raised ${widths[width]}`}
    >
      <div className="p-6">
        <h2
          id={`${id}-title`}
          className={
            isTitleHidden ? 'sr-only' : 'line-clamp-6 text-lg font-semibold [overflow-wrap:anywhere]'
          }
        >
          {title}
        </h2>
        {description !== undefined && (
          <p id={`${id}-text`} className="mt-2 text-muted">
            {description}
          </p>
        )}
        {typeof children === 'function' ? children(() => modal.ref.current?.close()) : children}
      </div>
    </dialog>
  );
}
