export { type DerivativeKind, derivativeKind } from './derivativeKind';
export { jobsWhenAvailable } from './jobsWhenAvailable';
export { type WorkerAbilities, workerAbilities } from './WorkerAbilities';
