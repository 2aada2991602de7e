export {
  changeOwnAccount,
  endOtherSessions,
  endOwnSession,
  endUserSession,
  endUserSessions,
  listOwnSessions,
  listUserSessions,
} from './api/sessionRoutes';
export { changeUser, issueResetLink, issueVerificationLink, listUsers, readUser } from './api/userRoutes';
