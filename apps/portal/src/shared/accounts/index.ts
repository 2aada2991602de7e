export type { Account, AccountSession, Invitation, InvitationState } from './Account';
