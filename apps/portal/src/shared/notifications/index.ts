export { maxUnread, type Notification, teamKinds } from './Notification';
export { markNotificationsRead, readNotificationPage, readUnreadCount } from './notifications';
