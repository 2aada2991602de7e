'use client';

import { peopleTexts } from '@/shared/texts';
import { Button, Dialog } from '@/shared/ui';
import { type LinkOffer, LinkOutcome } from './LinkOutcome';

/** Shows a link that was made, or says that it was sent. */
export function LinkDialog({
  offer,
  email,
  onClose,
}: {
  offer: LinkOffer;
  email: string;
  onClose: () => void;
}) {
  const { link } = peopleTexts;
  return (
    <Dialog title={'sent' in offer ? link.sentTitle : link.shownTitle} onClose={onClose}>
      {(close) => (
        <>
          <div className="mt-3">
            <LinkOutcome offer={offer} email={email} />
          </div>
          <div className="mt-6 flex justify-end">
            <Button look="primary" onClick={close}>
              {link.done}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
