export type { Role } from './permissions';
