export { readInvitationOffer as POST } from '@/entities/invitation/index.server';
