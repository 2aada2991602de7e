export { readOwnNotifications as POST } from '@/shared/notifications/index.server';
