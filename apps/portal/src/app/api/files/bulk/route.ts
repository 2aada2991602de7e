export { changeFiles as POST } from '@/entities/file/index.server';
