'use client';

import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

const widths = { normal: 'max-w-md', wide: 'max-w-2xl' } as const;

type DialogProps = {
  title: ReactNode;
  /** What is asked or told, read with the title. */
  lead?: ReactNode;
  children?: ReactNode;
  /** Buttons, the safe one first. */
  actions?: ReactNode;
  /** While busy, Escape does not close it: the answer would find nobody. */
  isBusy?: boolean;
  width?: keyof typeof widths;
  onClose: () => void;
};

/**
 * A modal dialog that is open while it is rendered. The browser keeps the focus inside and gives it back to what had it;
 * for that it is closed before it leaves the document.
 */
export function Dialog({
  title,
  lead,
  children,
  actions,
  isBusy = false,
  width = 'normal',
  onClose,
}: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const latest = useRef({ onClose, isBusy });

  useLayoutEffect(() => {
    latest.current = { onClose, isBusy };
  }, [onClose, isBusy]);

  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    const close = () => latest.current.onClose();
    const cancel = (event: Event) => {
      if (latest.current.isBusy) event.preventDefault();
    };
    element.showModal();
    element.addEventListener('close', close);
    element.addEventListener('cancel', cancel);
    return () => {
      element.removeEventListener('close', close);
      element.removeEventListener('cancel', cancel);
      element.close();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={lead === undefined ? undefined : `${id}-lead`}
      aria-busy={isBusy || undefined}
      className={`m-auto max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] overflow-y-auto rounded-2xl border border-line bg-surface p-5 text-ink shadow-card backdrop:bg-black/50 sm:p-6 ${widths[width]}`}
    >
      <h2 id={`${id}-title`} className="text-lg font-semibold [overflow-wrap:anywhere]">
        {title}
      </h2>
      {lead !== undefined && (
        <div id={`${id}-lead`} className="mt-2 text-muted [overflow-wrap:anywhere]">
          {lead}
        </div>
      )}
      {children !== undefined && <div className="mt-4">{children}</div>}
      {actions !== undefined && <div className="mt-6 flex flex-wrap justify-end gap-3">{actions}</div>}
    </dialog>
  );
}
