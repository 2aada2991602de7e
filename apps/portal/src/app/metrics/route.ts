export { scrapeMetrics as GET } from '@/entities/system-status/index.server';
