'use client';

import { type MouseEvent, type RefObject, type SyntheticEvent, useLayoutEffect, useRef } from 'react';

export type ModalProps = {
  ref: RefObject<HTMLDialogElement | null>;
  onCancel: (event: SyntheticEvent<HTMLDialogElement>) => void;
  onClose: (event: SyntheticEvent<HTMLDialogElement>) => void;
  onClick: (event: MouseEvent<HTMLDialogElement>) => void;
};

/**
 * A native modal `<dialog>` for as long as the component lives: the browser keeps the focus inside, closes it with Escape and
 * the phone's back gesture, and gives the focus back to where it was. What has `data-first-focus` is focused first.
 */
export function useModal({ onClose }: { onClose: () => void }): ModalProps {
  const ref = useRef<HTMLDialogElement>(null);

  // Closed before it is taken out of the page: only then the focus goes back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    return () => dialog?.close();
  }, []);

  return {
    ref,
    // The browser tells of a closed dialog a moment later, and the next key may have asked something else by then.
    onCancel: (event) => {
      if (event.target !== event.currentTarget) return;
      event.preventDefault();
      event.currentTarget.close();
      onClose();
    },
    onClose: ({ currentTarget, target }) => {
      if (target === currentTarget && !currentTarget.open) onClose();
    },
    // The content fills the dialog, so that what hits the dialog itself hit the backdrop.
    onClick: ({ currentTarget, target }) => {
      if (target === currentTarget) currentTarget.close();
    },
  };
}
