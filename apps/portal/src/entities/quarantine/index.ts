export type { HeldFile, HeldPage } from './model/HeldFile';
