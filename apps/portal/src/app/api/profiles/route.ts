export { listChoosableProfiles as GET } from '@/entities/profile/index.server';
