export { enqueueExceptionMails } from './enqueueExceptionMails';
export { enqueueJob } from './enqueueJob';
export { isJobName, type JobKind, type JobName, jobKinds, type PayloadOf } from './jobKinds';
