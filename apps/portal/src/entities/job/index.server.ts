export { changeParkedJob } from './api/changeParkedJob';
export { discardJob, listJobs, retryJob } from './api/jobRoutes';
export { readJobs } from './api/readJobs';
