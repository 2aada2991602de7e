export { countOwnNotifications as GET } from '@/shared/notifications/index.server';
