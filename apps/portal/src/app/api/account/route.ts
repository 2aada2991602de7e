export { changeOwnAccount as PATCH } from '@/entities/person/index.server';
