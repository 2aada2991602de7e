import { ValetKeyError } from '../protocol/index.ts';
import type { ValetKeyOptions } from './ValetKeyOptions.ts';

/** A wrong figure throws, at construction or in the sweep that asked: it must never end files too early. */
export function resolveTrashDays(option: NonNullable<ValetKeyOptions['trashDays']>): () => Promise<number> {
  const check = (days: number) => {
    if (Number.isFinite(days) && days >= 0) return days;
    throw new ValetKeyError('INVALID_OPTION', `createValetKey: trashDays must be zero or more, not ${days}.`);
  };
  if (typeof option === 'function') return async () => check(await option());
  const days = check(option);
  return async () => days;
}
