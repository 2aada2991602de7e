export { createInvitation as POST, listAllInvitations as GET } from '@/entities/invitation/index.server';
