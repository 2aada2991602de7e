export {
  acceptOffer,
  createInvitation,
  listAllInvitations,
  readInvitationOffer,
  resendInvitation,
  withdrawInvitation,
} from './api/invitationRoutes';
