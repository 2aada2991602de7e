import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export type WebhookSecrets = {
  /** A new secret, as receivers get it: `whsec_` and 32 random bytes in base64. */
  create: () => string;
  /** A secret as it is stored, readable for this endpoint only. */
  seal: (secret: string, webhookId: string) => string;
  /**
   * A stored secret as it was.
   *
   * @throws {Error} when it was stored under another `AUTH_SECRET`, or for another endpoint
   */
  open: (sealed: string, webhookId: string) => string;
};

const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

/** Secrets of receivers, encrypted with a key of their own that is made of `AUTH_SECRET`: we have to sign with them. */
export function createWebhookSecrets(authSecret: string): WebhookSecrets {
  const key = Buffer.from(hkdfSync('sha256', authSecret, '', 'valetkey webhook secrets', 32));
  return {
    create: () => `whsec_${randomBytes(32).toString('base64')}`,
    seal(secret, webhookId) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagLength });
      cipher.setAAD(Buffer.from(webhookId));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64');
    },
    open(sealed, webhookId) {
      const bytes = Buffer.from(sealed, 'base64');
      const iv = bytes.subarray(0, ivLength);
      const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagLength });
      decipher.setAAD(Buffer.from(webhookId));
      decipher.setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
      return Buffer.concat([
        decipher.update(bytes.subarray(ivLength + tagLength)),
        decipher.final(),
      ]).toString();
    },
  };
}
