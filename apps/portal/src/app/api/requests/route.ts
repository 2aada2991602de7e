export { listRequestsOfMine as GET } from '@/entities/document-request/index.server';
