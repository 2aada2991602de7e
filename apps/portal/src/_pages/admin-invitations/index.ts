export { InvitationsPage } from './ui/InvitationsPage';
