export { readSummary as GET } from '@/_pages/insight/index.server';
