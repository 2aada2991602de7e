'use client';

import { type ReactNode, useId } from 'react';
import { IconButton } from './IconButton';
import { type ModalProps, useModal } from './useModal';

type DrawerProps = {
  title: ReactNode;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
};

/** More about one thing, at the side of a wide window and over the whole of a narrow one. */
export function Drawer({ title, closeLabel, onClose, children }: DrawerProps) {
  const id = useId();
  const modal: ModalProps = useModal({ onClose });
  return (
    <dialog
      {...modal}
      aria-labelledby={`${id}-title`}
      className="modal modal-side m-0 ml-auto h-dvh max-h-none w-full max-w-full border-line bg-surface text-ink shadow-raised sm:max-w-md sm:border-l"
    >
      <div className="flex h-full flex-col">
        {/* No header element: beside an article or a section it would be one of the page. */}
        <div className="flex items-start gap-2 border-b border-line py-3 pr-2 pl-5">
          <h2
            id={`${id}-title`}
            tabIndex={-1}
            data-first-focus
            className="line-clamp-4 min-w-0 flex-1 py-1.5 text-lg leading-snug font-semibold [overflow-wrap:anywhere]"
          >
            {title}
          </h2>
          <IconButton icon="close" label={closeLabel} onClick={() => modal.ref.current?.close()} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard. */}
        <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-5 py-4 -outline-offset-2">
          {children}
        </div>
      </div>
    </dialog>
  );
}
