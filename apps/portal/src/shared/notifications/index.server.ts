export { deleteOldNotifications } from './deleteOldNotifications';
export { markRead } from './markRead';
export {
  countOwnNotifications,
  listOwnNotifications,
  readOwnNotifications,
} from './notificationRoutes';
export { countUnread, listNotifications } from './readNotifications';
