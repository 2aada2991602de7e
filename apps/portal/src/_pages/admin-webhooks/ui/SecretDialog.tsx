'use client';

import type { WebhookWithSecret } from '@/entities/webhook';
import { formatDateTime } from '@/shared/lib';
import { webhooksTexts } from '@/shared/texts';
import { Button, CopyField, Dialog } from '@/shared/ui';

const texts = webhooksTexts.secret;

/** Shows a secret, the only time it is seen. */
export function SecretDialog({ given, onClose }: { given: WebhookWithSecret; onClose: () => void }) {
  const { previousSecretUntil } = given.webhook;
  return (
    <Dialog title={texts.title} description={texts.lead} width="wide" onClose={onClose}>
      {(close) => (
        <>
          <div className="mt-4 grid gap-3">
            <CopyField label={texts.label} value={given.secret} />
            {previousSecretUntil !== null && (
              <p className="text-sm text-muted">{texts.rotated(formatDateTime(previousSecretUntil))}</p>
            )}
          </div>
          <div className="mt-6 flex justify-end">
            <Button look="primary" onClick={close}>
              {texts.done}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
