export { isLoopbackAddress, isPublicAddress } from './isPublicAddress';
export { parseWebhookUrl } from './parseWebhookUrl';
export { type SignWebhookInput, signWebhook } from './signWebhook';
export { webhookPayload } from './webhookPayload';
export { createWebhookSecrets, type WebhookSecrets } from './webhookSecrets';
