export { listAllRequests as GET, makeRequest as POST } from '@/entities/document-request/index.server';
