export type { AccountContext } from './AccountContext';
export { acceptInvitation, type InvitationOffer, readOffer } from './acceptInvitation';
export { listSessions, revokeSessions } from './accountSessions';
export { changeAccount, renameOwnAccount } from './changeAccount';
export { createAdministrator, findAccountId } from './createAdministrator';
export { invite, inviteAgain, revokeInvitation } from './invite';
export { issueLink } from './issueLink';
export { findAccount, listAccounts } from './listAccounts';
export { listInvitations } from './listInvitations';
