export type {
  DeliveriesPage,
  DeliveryState,
  DisabledBecause,
  Webhook,
  WebhookDelivery,
  WebhookWithSecret,
} from './model/Webhook';
