export { listOwnNotifications as GET } from '@/shared/notifications/index.server';
