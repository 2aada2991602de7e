export type { JobCount, JobsPage, ParkedJob } from './model/Job';
