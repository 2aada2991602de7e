export { createProfile as POST, listProfiles as GET } from '@/entities/profile/index.server';
