export type { Derivative } from '../model/Derivative';
