export type { Account, AccountSession, AccountSettings, Invitation, InvitationState } from './Account';
