export { acceptOffer as POST } from '@/entities/invitation/index.server';
