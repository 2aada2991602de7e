export { listUsers as GET } from '@/entities/person/index.server';
