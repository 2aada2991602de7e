export { type WebhookEventType, webhookEventTypes, webhookTestType } from './webhookEvents';
