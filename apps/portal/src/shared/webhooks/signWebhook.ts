import { createHmac } from 'node:crypto';

export type SignWebhookInput = {
  messageId: string;
  /** When this attempt is made; receivers refuse what is older than minutes. */
  at: Date;
  body: string;
  /** `whsec_...`; while a secret is rotated there are two, and each signs. */
  secrets: readonly string[];
};

/** The three headers of Standard Webhooks 1.0 for one attempt. */
export function signWebhook({ messageId, at, body, secrets }: SignWebhookInput): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${messageId}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': messageId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
