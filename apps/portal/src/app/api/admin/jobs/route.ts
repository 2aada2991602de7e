export { listJobs as GET } from '@/entities/job/index.server';
