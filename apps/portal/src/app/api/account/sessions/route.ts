export { endOtherSessions as DELETE, listOwnSessions as GET } from '@/entities/person/index.server';
