export { listDeliveries, redeliver, sendTestEvent } from './api/deliveries';
export {
  addWebhook,
  changeOneWebhook,
  listAllWebhooks,
  listWebhookDeliveries,
  readOneWebhook,
  redeliverMessage,
  removeWebhook,
  rotateSecret,
  testWebhook,
} from './api/webhookRoutes';
export {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listWebhooks,
  readWebhook,
  rotateWebhookSecret,
} from './api/webhooks';
