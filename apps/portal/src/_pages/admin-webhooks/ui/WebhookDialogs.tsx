'use client';

import type { Webhook, WebhookWithSecret } from '@/entities/webhook';
import { webhooksTexts } from '@/shared/texts';
import { ConfirmDialog } from '@/shared/ui';
import { changeWebhook, deleteWebhook, rotateSecret } from '../api/webhooks';
import { WebhookDialog } from './WebhookDialog';

const texts = webhooksTexts.one;

export type WebhookAction = 'edit' | 'rotate' | 'disable' | 'delete';

type WebhookDialogsProps = {
  webhook: Webhook;
  action: WebhookAction;
  onClose: () => void;
  onChanged: (webhook: Webhook, told: string) => void;
  onRotated: (rotated: WebhookWithSecret) => void;
  onDeleted: () => void;
};

export function WebhookDialogs(props: WebhookDialogsProps) {
  const { webhook, action, onClose, onChanged, onRotated, onDeleted } = props;
  switch (action) {
    case 'edit':
      return (
        <WebhookDialog
          webhook={webhook}
          submit={(input) => changeWebhook(webhook.id, input)}
          onDone={(changed) => onChanged(changed, texts.edited)}
          onClose={onClose}
        />
      );
    case 'rotate':
      return (
        <ConfirmDialog
          title={texts.rotateTitle}
          lead={texts.rotateLead}
          confirmLabel={texts.rotate}
          busyLabel={texts.rotateBusy}
          cancelLabel={webhooksTexts.cancel}
          onClose={onClose}
          run={async () => onRotated(await rotateSecret(webhook.id))}
        />
      );
    case 'disable':
      return (
        <ConfirmDialog
          title={texts.disableTitle}
          lead={texts.disableLead}
          confirmLabel={texts.disable}
          busyLabel={texts.disableBusy}
          cancelLabel={webhooksTexts.cancel}
          onClose={onClose}
          run={async () => onChanged(await changeWebhook(webhook.id, { isEnabled: false }), texts.disabled)}
        />
      );
    case 'delete':
      return (
        <ConfirmDialog
          title={texts.deleteTitle}
          lead={texts.deleteLead}
          confirmLabel={texts.delete}
          busyLabel={texts.deleteBusy}
          cancelLabel={texts.keep}
          look="danger"
          onClose={onClose}
          run={async () => {
            await deleteWebhook(webhook.id);
            onDeleted();
          }}
        />
      );
  }
}
