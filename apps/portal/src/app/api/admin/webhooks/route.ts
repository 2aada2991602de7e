export { addWebhook as POST, listAllWebhooks as GET } from '@/entities/webhook/index.server';
