export { WebhookPage } from './ui/WebhookPage';
export { WebhooksPage } from './ui/WebhooksPage';
